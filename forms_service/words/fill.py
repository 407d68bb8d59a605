"""Words of tasks and forms."""

WORDS: dict[str, tuple[str, str]] = {
    # tasks
    "tasks.left": (
        "{n} dari {all} tugas belum selesai dalam {title}. Tenggat {end}.",
        "{n} of {all} tasks are left in {title}. Due {end}.",
    ),
    "tasks.done": (
        "Semua tugas {title} selesai. Terima kasih. Sampai {end} Anda masih dapat mengubah jawaban.",
        "All tasks of {title} are done. Thank you. Until {end} you can still change your answers.",
    ),
    "tasks.none": (
        "{title} berlangsung, dan tidak ada tugas untuk Anda.",
        "{title} is open, and there is no task for you.",
    ),
    "tasks.early": ("{title} mulai diisi pada {start}.", "{title} can be filled in from {start}."),
    "tasks.late": (
        "Masa pengisian {title} berakhir pada {end}. Yang sudah Anda kirim dihitung; hasil terlihat setelah periode ditutup.",
        "{title} could be filled in until {end}. What you have sent counts; results follow once the cycle is closed.",
    ),
    "tasks.state.closing": (
        "{title} sedang ditutup. Formulir tidak diterima lagi; yang sudah Anda kirim dihitung.",
        "{title} is being closed. Forms are not taken any more; what you have sent counts.",
    ),
    "tasks.state.sealing": (
        "{title} sedang disegel. Yang sudah Anda kirim dihitung; hasil Anda terlihat sebentar lagi.",
        "{title} is being sealed. What you have sent counts; you will see your results shortly.",
    ),
    "tasks.coming": (
        "Belum ada yang perlu diisi. {title} direncanakan mulai {start}.",
        "There is nothing to fill in yet. {title} is planned to start on {start}.",
    ),
    "tasks.over": (
        "Tidak ada yang perlu diisi. {title} sudah ditutup, dan Anda dapat melihat hasilnya:",
        "There is nothing to fill in. {title} is closed, and you can see its results:",
    ),
    "tasks.nothing": (
        "Belum ada periode penilaian. Kepegawaian memberi tahu bila ada.",
        "There is no assessment cycle yet. Personnel will tell you when there is one.",
    ),
    "tasks.what.self": ("Menilai diri sendiri", "Assess yourself"),
    "tasks.what.supervisor": ("Menilai bawahan: {name}", "Assess your report: {name}"),
    "tasks.what.peer": ("Menilai rekan kerja: {name}", "Assess a colleague: {name}"),
    "tasks.new": ("Belum dimulai, sekitar {n} menit.", "Not begun, about {n} minutes."),
    "tasks.begun": ("{done} dari {items} terisi, belum dikirim.", "{done} of {items} filled in, not sent."),
    "tasks.sent": ("Terkirim.", "Sent."),
    "tasks.changed": ("Ada perubahan yang belum dikirim.", "There are changes you have not sent."),
    "tasks.declined": (
        "Anda menyatakan ini bukan rekan kerja Anda. Kepegawaian memeriksanya.",
        "You said this is not your colleague. Personnel looks into it.",
    ),
    "tasks.receipt": ("Tanda terima", "Receipt"),
    "tasks.see.self": (
        "Dilihat Anda dan atasan Anda setelah periode ditutup.",
        "Seen by you and your superior once the cycle is closed.",
    ),
    "tasks.see.supervisor": (
        "Dilihat pegawai itu setelah periode ditutup, dengan nama Anda sebagai penilai.",
        "Seen by that employee once the cycle is closed, with you as the rater.",
    ),
    "tasks.see.peer": (
        "Ia dan atasannya hanya melihat rata-rata beberapa rekan, tanpa nama.",
        "They and their superior only see the mean of several colleagues, without names.",
    ),
    "tasks.see.few": (
        "Penilainya kurang dari tiga rekan, jadi nilai rekan tidak ditampilkan kepadanya.",
        "Fewer than three colleagues assess this person, so no peers' value is shown to them.",
    ),
    "tasks.stop": (
        "Jawaban tersimpan setiap kali Anda menekan “Simpan dan lanjut”. Anda boleh berhenti dan melanjutkan di perangkat lain.",
        "Answers are saved each time you press “Save and go on”. You may stop and go on on another device.",
    ),
    # who sees what
    "who.peer.group": ("{n} rekan kerja diminta menilai {name}.", "{n} colleagues are asked to assess {name}."),
    "who.peer.shown": (
        "Ia dan atasannya hanya melihat rata-rata per aspek, itu pun bila sedikitnya tiga orang menjawab.",
        "They and their superior only see the mean of each aspect, and only if at least three people answer.",
    ),
    "who.peer.few": (
        "Karena kurang dari tiga, nilai rekan tidak ditampilkan kepadanya maupun kepada atasannya. Jawaban Anda hanya ikut dalam"
        " angka kelompok.",
        "Because that is fewer than three, no peers' value is shown to them or their superior. Your answers only count in the"
        " figures of the group.",
    ),
    "who.peer.cut": (
        "Nama Anda tidak disimpan bersama jawaban ini setelah periode ditutup.",
        "Your name is not kept with these answers once the cycle is closed.",
    ),
    "who.how": ("Bagaimana ini dijaga", "How this is protected"),
    "who.title": ("Siapa melihat jawaban ini?", "Who sees these answers?"),
    "who.supervisor": (
        "Penilaian ini bernama: pegawai yang Anda nilai melihatnya setelah periode ditutup.",
        "This assessment bears your name: the employee sees it once the cycle is closed.",
    ),
    "who.supervisor.public": (
        "Warga hanya melihat angka kelompok besar, tidak pernah angka seseorang.",
        "The public only sees figures of large groups, never those of a person.",
    ),
    "who.self": (
        "Penilaian diri dilihat Anda dan atasan Anda setelah periode ditutup.",
        "Your self-assessment is seen by you and your superior once the cycle is closed.",
    ),
    "who.self.public": (
        "Warga hanya melihat angka kelompok besar, tidak pernah angka seseorang.",
        "The public only sees figures of large groups, never those of a person.",
    ),
    # the form
    "fill.name.self": ("Penilaian diri", "Self-assessment"),
    "fill.name.supervisor": ("Menilai bawahan: {name}", "Assessing your report: {name}"),
    "fill.name.peer": ("Menilai rekan kerja: {name}", "Assessing a colleague: {name}"),
    "fill.part": ("bagian {n} dari {all}", "part {n} of {all}"),
    "fill.back": ("Kembali", "Back"),
    "fill.anchor": ("Misalnya: {example}", "For example: {example}"),
    "fill.td": ("Tidak dapat menilai", "Cannot judge"),
    "fill.next": ("Simpan dan lanjut", "Save and go on"),
    "fill.leave_empty": ("Biarkan kosong dan lanjut", "Leave it empty and go on"),
    "fill.clear": ("Hapus jawaban di halaman ini", "Clear the answers of this page"),
    "fill.saved": (
        "Tombol ini menyimpan jawaban. Anda dapat berhenti dan kembali sampai {end}.",
        "This button saves your answers. You can stop and come back until {end}.",
    ),
    "fill.missing": ("Belum dijawab: {item}", "Not answered: {item}"),
    "fill.wrong": ("Pilih satu dari jawaban yang tersedia", "Choose one of the answers on offer"),
    "intro.long": (
        "Ada {parts} bagian dengan {items} pernyataan, sekitar {minutes} menit. Setiap bagian tersimpan, jadi Anda boleh berhenti"
        " dan melanjutkan kapan saja sampai {end}.",
        "There are {parts} parts with {items} statements, about {minutes} minutes. Each part is saved, so you may stop and go on"
        " at any time until {end}.",
    ),
    "intro.td.self": (
        "Bila sebuah pernyataan tidak cocok dengan pekerjaan Anda, pilih “Tidak dapat menilai”. Itu tidak dihitung sebagai nilai rendah.",
        "If a statement does not fit your work, choose “Cannot judge”. It does not count as a low rating.",
    ),
    "intro.td.supervisor": (
        "Bila Anda tidak dapat melihat sesuatu, pilih “Tidak dapat menilai”. Itu tidak dihitung sebagai nilai rendah.",
        "If you cannot see something, choose “Cannot judge”. It does not count as a low rating.",
    ),
    "intro.td.peer": (
        "Bila Anda tidak dapat melihat sesuatu, pilih “Tidak dapat menilai”. Itu tidak dihitung sebagai nilai rendah.",
        "If you cannot see something, choose “Cannot judge”. It does not count as a low rating.",
    ),
    "intro.levels": (
        "Di bagian terakhir Anda menetapkan hasil kerja dan perilaku kerja; keduanya memberi predikat, dan Anda melihat predikat itu"
        " sebelum mengirim.",
        "In the last part you rate work result and work behaviour; the two give the predicate, which you see before you send.",
    ),
    "intro.start": ("Mulai", "Start"),
    "intro.go_on": ("Lanjutkan dari bagian {n}", "Go on with part {n}"),
    "intro.review": ("Periksa jawaban", "Check the answers"),
    "intro.decline": ("Bukan rekan kerja saya", "Not my colleague"),
    "intro.declined": (
        "Anda sudah menyatakan ini bukan rekan kerja Anda. Bila keliru, isi saja formulirnya.",
        "You said that this is not your colleague. If that was a mistake, just fill in the form.",
    ),
    # levels
    "levels.title": ("Hasil kerja dan perilaku kerja", "Work result and work behaviour"),
    "levels.lead": (
        "Keduanya memberi predikat menurut tabel di bawah; rata-rata jawaban tidak menentukannya.",
        "The two give the predicate by the table below; the mean of the answers does not decide it.",
    ),
    "levels.result": ("Hasil kerja", "Work result"),
    "levels.result.hint": (
        "Bandingkan realisasi dengan target dalam SKP.",
        "Compare what was achieved with the targets of the work plan (SKP).",
    ),
    "levels.behaviour": ("Perilaku kerja", "Work behaviour"),
    "levels.behaviour.hint": (
        "Bandingkan dengan ekspektasi perilaku BerAKHLAK yang disepakati.",
        "Compare with the behaviour (BerAKHLAK) that was agreed.",
    ),
    "levels.reason": ("Alasan", "Reason"),
    "levels.reason.hint": (
        "Beberapa kalimat dengan contoh nyata, paling panjang {n} huruf. Pegawai yang dinilai membacanya.",
        "A few sentences with real examples, {n} characters at most. The employee reads them.",
    ),
    "levels.result.missing": ("Pilih tingkat hasil kerja", "Choose a level for the work result"),
    "levels.behaviour.missing": ("Pilih tingkat perilaku kerja", "Choose a level for the work behaviour"),
    "levels.reason.missing": ("Tulis alasannya", "Write the reason"),
    "levels.next": ("Simpan dan lihat predikat", "Save and see the predicate"),
    "reason.long": (
        "Alasan terlalu panjang. Persingkat menjadi paling banyak {n} huruf.",
        "The reason is too long. Shorten it to {n} characters at most.",
    ),
    "matrix.caption": (
        "Predikat menurut hasil kerja dan perilaku kerja, dibanding ekspektasi",
        "Predicate by work result and work behaviour, against expectation",
    ),
    "matrix.row.above": ("Hasil di atas", "Result above"),
    "matrix.row.as": ("Hasil sesuai", "Result as expected"),
    "matrix.row.below": ("Hasil di bawah", "Result below"),
    "matrix.column.above": ("Perilaku di atas", "Behaviour above"),
    "matrix.column.as": ("Perilaku sesuai", "Behaviour as expected"),
    "matrix.column.below": ("Perilaku di bawah", "Behaviour below"),
    "matrix.this": ("predikat ini", "this predicate"),
    "matrix.yours": ("predikat Anda", "your predicate"),
    "matrix.source": (
        "Matriks PermenPANRB 6/2022. Predikat resmi dicatat di e-Kinerja BKN.",
        "Matrix of PermenPANRB 6/2022. The official predicate is recorded in e-Kinerja BKN.",
    ),
    # check
    "review.title": ("Periksa jawaban Anda", "Check your answers"),
    "review.lead": (
        "Belum terkirim. Baca sekali lagi, ubah bila perlu, lalu kirim di bawah.",
        "Not sent yet. Read once more, change what you want, then send below.",
    ),
    "review.sent": (
        "Jawaban ini sudah terkirim. Sampai {end} Anda masih dapat mengubahnya.",
        "These answers were sent. Until {end} you can still change them.",
    ),
    "review.changed": ("Ada perubahan yang belum dikirim.", "There are changes you have not sent."),
    "review.changed.old": (
        "Sampai Anda mengirimnya, yang dihitung adalah kiriman sebelumnya.",
        "Until you send them, what was sent before counts.",
    ),
    "review.missing": (
        "{n} pernyataan belum dijawab. Anda boleh mengirim begitu saja; yang kosong tidak dihitung.",
        "{n} statements are not answered. You may send all the same; what is empty is not counted.",
    ),
    "review.none": ("Belum dijawab", "Not answered"),
    "review.change": ("Ubah", "Change"),
    "review.gives": ("Pilihan Anda memberi predikat", "Your choice gives the predicate"),
    "review.levels.missing": (
        "Hasil kerja, perilaku kerja, dan alasannya belum lengkap",
        "Work result, work behaviour and the reason are not complete",
    ),
    "review.final.self": (
        "Dengan mengirim, jawaban Anda ikut dihitung. Anda masih dapat mengubahnya sampai {end}.",
        "By sending, your answers count. You can still change them until {end}.",
    ),
    "review.final.supervisor": (
        "Dengan mengirim, jawaban dan predikat ini ikut dihitung. Anda masih dapat mengubahnya sampai {end}.",
        "By sending, these answers and the predicate count. You can still change them until {end}.",
    ),
    "review.final.peer": (
        "Dengan mengirim, jawaban Anda ikut dihitung, tanpa nama. Anda masih dapat mengubahnya sampai {end}.",
        "By sending, your answers count, without your name. You can still change them until {end}.",
    ),
    "review.send": ("Kirim", "Send"),
    "review.send_again": ("Kirim perubahan", "Send the changes"),
    # receipt
    "receipt.title": ("Terkirim. Terima kasih", "Sent. Thank you"),
    "receipt.what.self": ("Penilaian diri Anda tersimpan dan dihitung.", "Your self-assessment is stored and counts."),
    "receipt.what.supervisor": (
        "Penilaian Anda untuk {name} tersimpan dan dihitung.",
        "Your assessment of {name} is stored and counts.",
    ),
    "receipt.what.peer": (
        "Penilaian Anda untuk {name} tersimpan dan dihitung.",
        "Your assessment of {name} is stored and counts.",
    ),
    "receipt.keep": ("Tanda terima Anda. Simpan kode ini:", "Your receipt. Keep this code:"),
    "receipt.meaning": (
        "Kode ini acak: tidak berisi nama, waktu, atau jawaban. Setelah hasil terbit, cari kode ini di daftar tanda terima untuk"
        " memastikan formulir Anda ikut dihitung.",
        "The code is random: it holds no name, time or answer. Once results are published, look for it in the list of receipts to"
        " make sure that your form was counted.",
    ),
    "receipt.paper": (
        "Formulir ini masuk lewat kertas, jadi tidak ada kode tanda terima.",
        "This form came in on paper, so there is no receipt code.",
    ),
    "receipt.next": ("Selanjutnya", "What happens next"),
    "receipt.1": (
        "Sampai {end} Anda masih dapat mengubah jawaban; kodenya tetap sama.",
        "Until {end} you can still change your answers; the code stays the same.",
    ),
    "receipt.2": (
        "Setelah periode ditutup, setiap pegawai melihat hasilnya sendiri dan dapat mengajukan keberatan.",
        "Once the cycle is closed, everybody sees their own results and can object.",
    ),
    "receipt.3": (
        "Hasil kelompok kemudian terbit untuk warga, tanpa nama siapa pun.",
        "Results of groups are then published, without anybody's name.",
    ),
    "receipt.following": ("Tugas berikutnya: {task}", "Next task: {task}"),
    "receipt.change": ("Ubah jawaban", "Change the answers"),
    "receipt.print": (
        "Untuk mencetak, pakai menu Cetak peramban (Ctrl+P). Cetakan tidak menyebut siapa yang dinilai.",
        "To print, use the browser's Print menu (Ctrl+P). The print does not say who was assessed.",
    ),
    # decline
    "decline.title": ("{name} bukan rekan kerja Anda?", "Is {name} not your colleague?"),
    "decline.lead": (
        "Bila Anda tidak bekerja dengannya, tulis alasannya. Kepegawaian melihat nama dan alasan Anda sampai periode ditutup.",
        "If you do not work with them, write why. Personnel sees your name and reason until the cycle is closed.",
    ),
    "decline.drops": (
        "Jawaban yang sudah Anda isi untuk tugas ini dihapus.",
        "Answers you have given in this task are removed.",
    ),
    "decline.reason": ("Alasan", "Reason"),
    "decline.reason.hint": (
        "Misalnya: kami tidak pernah bekerja bersama. Jangan menulis penilaian di sini.",
        "For example: we have never worked together. Do not write an assessment here.",
    ),
    "decline.reason.missing": ("Tulis alasannya", "Write the reason"),
    "decline.do": ("Kirim alasan", "Send the reason"),
    "decline.no": ("Batal", "Cancel"),
    # closed
    "closed.title": ("Formulir tidak diterima saat ini", "Forms are not taken now"),
    "closed.closing": (
        "{title} sedang ditutup. Selama satu jam kepegawaian masih dapat membukanya lagi.",
        "{title} is being closed. For one hour personnel can still open it again.",
    ),
    "closed.early": ("{title} belum mulai.", "{title} has not started yet."),
    "closed.over": ("Masa pengisian {title} sudah berakhir.", "The time for filling in {title} is over."),
    "closed.sent": ("Formulir ini sudah Anda kirim dan dihitung.", "You have sent this form, and it counts."),
    "closed.sent.changes": (
        "Kiriman Anda sebelumnya dihitung; perubahan yang belum dikirim tidak ikut.",
        "What you sent before counts; changes you have not sent do not.",
    ),
    "closed.unsent": (
        "Formulir ini belum Anda kirim, jadi tidak dihitung. Hubungi kepegawaian bila masa pengisian perlu diperpanjang.",
        "You have not sent this form, so it does not count. Ask personnel if more time is needed.",
    ),
    "closed.typed": ("Yang baru saja Anda isi tidak disimpan.", "What you have just filled in was not saved."),
}
