"""Words of a person's own results, of help and of the page on confidentiality."""

WORDS: dict[str, tuple[str, str]] = {
    "results.lead": (
        "Hasil Anda terlihat setelah periode ditutup, tidak sebelumnya, dan hanya oleh Anda dan atasan Anda.",
        "You see your results once a cycle is closed, not before, and only you and your superior see them.",
    ),
    "results.none": ("Belum ada periode yang ditutup.", "No cycle is closed yet."),
    "results.predicate": ("Predikat kinerja", "Predicate"),
    "results.no_predicate": ("belum ada", "none yet"),
    "results.no_predicate.why": (
        "Atasan belum menetapkan hasil kerja dan perilaku kerja dalam periode ini.",
        "The supervisor has not rated work result and work behaviour in this cycle.",
    ),
    "results.closed": ("ditutup {date}", "closed {date}"),
    "results.reports": ("Bawahan Anda, {title}", "Your reports, {title}"),
    "results.reports.lead": (
        "Sebagai Pejabat Penilai Kinerja Anda melihat hasil mereka untuk dialog kinerja.",
        "As appraising officer you see their results, for the talk about performance.",
    ),
    "results.name": ("Nama", "Name"),
    "results.all": ("Semua hasil", "All results"),
    "results.mine": ("Hasil saya, {title}", "My results, {title}"),
    "results.theirs": ("Hasil {name}", "Results of {name}"),
    "results.one.lead": (
        "Halaman ini menunjukkan bagaimana Anda dinilai. Hanya Anda dan atasan Anda yang dapat membukanya.",
        "This page shows how you were assessed. Only you and your superior can open it.",
    ),
    "results.one.officer": (
        "{title}. Anda melihatnya sebagai Pejabat Penilai Kinerja, untuk dialog kinerja. Jangan diteruskan.",
        "{title}. You see it as appraising officer, for the talk about performance. Do not pass it on.",
    ),
    "results.levels": (
        "Atasan menilai hasil kerja {result} dan perilaku kerja {behaviour}.",
        "The supervisor rated the work result {result} and the work behaviour {behaviour}.",
    ),
    "results.reason": ("Alasan atasan", "The supervisor's reason"),
    "results.stands_out": ("Yang menonjol", "What stands out"),
    "results.strengths": ("Kekuatan:", "Strengths:"),
    "results.strengths.what": (
        "Atasan dan rekan menempatkannya di bagian atas skala.",
        "Supervisor and colleagues place them in the upper part of the scale.",
    ),
    "results.improve": ("Paling perlu ditingkatkan:", "Most in need of improvement:"),
    "results.improve.what": (
        "Pilih satu dan bicarakan langkahnya dalam dialog kinerja.",
        "Choose one and talk about steps with your superior.",
    ),
    "results.improve.none": (
        "Tidak ada aspek yang dinilai jelas di bawah bagian atas skala.",
        "No aspect was rated clearly below the upper part of the scale.",
    ),
    "results.higher": (
        "Anda menilai diri lebih tinggi daripada orang lain dalam:",
        "You rate yourself higher than others do in:",
    ),
    "results.higher.theirs": (
        "Ia menilai diri lebih tinggi daripada orang lain dalam:",
        "They rate themselves higher than others do in:",
    ),
    "results.higher.what": ("Tanyakan contohnya kepada atasan.", "Ask the superior for examples."),
    "results.lower": (
        "Anda menilai diri lebih rendah daripada orang lain dalam:",
        "You rate yourself lower than others do in:",
    ),
    "results.lower.theirs": (
        "Ia menilai diri lebih rendah daripada orang lain dalam:",
        "They rate themselves lower than others do in:",
    ),
    "results.lower.what": ("Orang lain melihatnya lebih baik.", "Others see it in a better light."),
    "results.by_criterion": ("Nilai per aspek", "Values by aspect"),
    "results.scale": (
        "Skor indikatif pada skala {low} sampai {high}; makin tinggi makin baik.",
        "Indicative scores on a scale of {low} to {high}; higher is better.",
    ),
    "results.criterion": ("Aspek", "Aspect"),
    "results.self": ("Diri", "Self"),
    "results.supervisor": ("Atasan", "Supervisor"),
    "results.peers": ("Rekan", "Peers"),
    "results.blank": ("tidak ada", "none"),
    "results.peers.rule": (
        "Nilai rekan adalah rata-rata dari sedikitnya tiga orang. Bila kurang, nilainya tidak ada agar tidak ada yang dikenali.",
        "The peers' value is the mean of at least three people. With fewer there is none, so that nobody can be recognised.",
    ),
    "results.coded": (
        "Tanda ≥ atau ≤ berarti nilainya di ujung skala dan sengaja tidak dirinci.",
        "The signs ≥ and ≤ mean that the value lies at an end of the scale and is not given in detail, on purpose.",
    ),
    "results.indicative": (
        "Skor indikatif tidak menentukan predikat.",
        "Indicative scores do not decide the predicate.",
    ),
    "results.print": (
        "Untuk mencetak, pakai menu Cetak peramban (Ctrl+P).",
        "To print, use the browser's Print menu (Ctrl+P).",
    ),
    # help
    "help.title": ("Bantuan", "Help"),
    "help.lead": ("Jawaban singkat untuk yang sering ditanyakan.", "Short answers to what people ask."),
    "help.in": ("Masuk", "Signing in"),
    "help.in.text": (
        "Ketik NIP (18 angka, spasi boleh) dan kode di slip Anda. Kode QR di slip membuka halaman masuk; kodenya tetap Anda ketik."
        " Saat pertama masuk Anda membuat kata sandi sendiri, dan kode slip tidak berlaku lagi.",
        "Type your employee number (18 digits, spaces allowed) and the code on your slip. The QR code on the slip opens the sign-in"
        " page; you still type the code. At the first sign-in you make your own secret, and the slip's code stops working.",
    ),
    "help.fill": ("Mengisi", "Filling in"),
    "help.fill.text": (
        "Setiap layar tersimpan saat Anda menekan “Simpan dan lanjut”. Anda boleh berhenti, pindah ke telepon, dan melanjutkan."
        " Baru setelah “Kirim” jawaban dihitung; sampai tenggat Anda masih dapat mengubahnya.",
        "Each screen is saved when you press “Save and go on”. You may stop, change to your phone and go on. Answers count only"
        " after “Send”; until the due date you can still change them.",
    ),
    "help.td": ("Tidak tahu jawabannya", "Not knowing the answer"),
    "help.td.text": (
        "Pilih “Tidak dapat menilai”, atau biarkan kosong. Keduanya tidak dihitung sebagai nilai rendah.",
        "Choose “Cannot judge”, or leave it empty. Neither counts as a low rating.",
    ),
    "help.out": ("Keluar otomatis", "Being signed out"),
    "help.out.text": (
        "Setelah 30 menit tidak dipakai, atau 10 jam setelah masuk, Anda keluar otomatis. Bila Anda sedang mengisi, masuk lagi di"
        " halaman yang muncul: isian terakhir ikut dibawa.",
        "After 30 minutes without use, or 10 hours after signing in, you are signed out. If you were filling in, sign in again on"
        " the page that appears: what you entered last is carried along.",
    ),
    "help.lost": ("Kata sandi lupa", "Forgotten secret"),
    "help.wrong": ("Ada yang keliru", "Something is wrong"),
    "help.wrong.text": (
        "Daftar tugas salah, atasan salah, atau masa pengisian terlalu pendek: hubungi {office}, {email}, {hours}.",
        "A wrong task or superior, or too little time: contact {office}, {email}, {hours}.",
    ),
    # confidentiality
    "privacy.title": ("Siapa melihat apa, dan apa yang melindungi Anda", "Who sees what, and what protects you"),
    "privacy.lead": (
        "Supaya Anda dapat menilai dengan jujur, halaman ini menyebut juga apa yang tidak dapat kami janjikan.",
        "So that you can answer honestly, this page also says what we cannot promise.",
    ),
    "privacy.who": ("Siapa melihat apa", "Who sees what"),
    "privacy.who.1": (
        "Selama periode berlangsung tidak seorang pun melihat hasil, kepegawaian pun tidak.",
        "While a cycle is open nobody sees any result, not even the personnel office.",
    ),
    "privacy.who.2": (
        "Setelah ditutup, setiap pegawai melihat penilaian dirinya, penilaian atasannya, dan rata-rata rekan per aspek. Atasannya melihat hal yang sama.",
        "After the close everybody sees their own assessment, their supervisor's, and the peers' mean by aspect. Their superior sees the same.",
    ),
    "privacy.who.3": (
        "Rata-rata rekan hanya ada bila sedikitnya tiga orang menjawab. Jawaban satu orang tidak pernah ditampilkan.",
        "The peers' mean is there only if at least three people answered. One person's answers are never shown.",
    ),
    "privacy.who.4": (
        "Warga hanya melihat angka kelompok besar, diperiksa dulu agar tidak ada orang yang dapat dihitung mundur.",
        "The public only sees figures of large groups, checked first so that nobody can be worked out.",
    ),
    "privacy.what": ("Yang melindungi penilaian rekan kerja", "What protects a colleague's assessment"),
    "privacy.what.1": (
        "Selama periode berlangsung jawaban tersimpan terenkripsi, tanpa nama penilai dan tanpa jam.",
        "While the cycle is open answers are stored encrypted, without the rater's name and without a time.",
    ),
    "privacy.what.2": (
        "Saat ditutup hanya jumlah dan rata-rata yang dihitung; lembar jawaban dihapus dan kuncinya dimusnahkan.",
        "At the close only counts and means are worked out; the answer sheets are removed and their key is destroyed.",
    ),
    "privacy.what.3": (
        "Kode tanda terima acak. Ia membuktikan bahwa formulir Anda dihitung, tanpa menyebut isinya.",
        "Receipt codes are random. They prove that your form was counted and say nothing of what is in it.",
    ),
    "privacy.not": ("Yang tidak dapat kami janjikan", "What we cannot promise"),
    "privacy.not.1": (
        "Selama periode berlangsung, orang yang menguasai server sepenuhnya dapat membaca jawaban. Setelah ditutup tidak lagi.",
        "While the cycle is open, somebody in full control of the server can read answers. After the close no longer.",
    ),
    "privacy.not.2": (
        "Salinan kunci dalam cadangan harus dihapus kepegawaian; janji ini bertumpu pada mereka.",
        "Copies of the key in backups have to be deleted by personnel; this promise rests on them.",
    ),
    "privacy.not.3": (
        "Siapa diminta menilai siapa diketahui kepegawaian. Penilaian diri dan penilaian atasan tidak anonim.",
        "Personnel knows who was asked to assess whom. Self-assessments and supervisors' assessments are not anonymous.",
    ),
    "privacy.not.4": (
        "Bila semua rekan memberi nilai yang sama, rata-ratanya mengungkap hal itu; nilai di ujung skala karena itu tidak dirinci.",
        "If all colleagues give the same rating, the mean tells; values at the ends of the scale are therefore not given in detail.",
    ),
    "privacy.self": ("Yang dapat Anda lakukan", "What you can do"),
    "privacy.self.1": (
        "Buat kata sandi sendiri segera setelah menerima slip, dan jangan pinjamkan kepada siapa pun.",
        "Make your own secret as soon as you get the slip, and lend it to nobody.",
    ),
    "privacy.self.2": (
        "Di komputer bersama, tekan Keluar lalu tutup jendelanya.",
        "On a shared computer, press Sign out and close the window.",
    ),
}
