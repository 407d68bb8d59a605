"""Words of HR's desk about people: roster, assignments, slips, participation, paper forms."""

WORDS: dict[str, tuple[str, str]] = {
    "roster.title": ("Daftar pegawai", "Roster"),
    "roster.lead": (
        "Unggah daftar pegawai, periksa apa yang akan berubah, baru setujui.",
        "Upload the roster, check what it would change, then agree.",
    ),
    "roster.upload": ("Unggah berkas", "Upload a file"),
    "roster.file": ("Berkas CSV atau XLSX", "CSV or XLSX file"),
    "roster.file.hint": (
        "Berisi semua pegawai, paling besar 8 MB. Yang tidak ada di berkas akan keluar dari daftar.",
        "It holds all employees, 8 MB at most. Who is not in the file leaves the roster.",
    ),
    "roster.scheme": ("Bentuk nomor pegawai", "Form of employee numbers"),
    "roster.scheme.nip": ("NIP atau NI PPPK, 18 angka", "NIP or NI PPPK, 18 digits"),
    "roster.scheme.any": ("Nomor lain, tidak diperiksa", "Other numbers, not checked"),
    "roster.check": ("Periksa berkas", "Check the file"),
    "roster.check.why": ("Belum ada yang disimpan.", "Nothing is saved yet."),
    "roster.columns": ("Kolom yang diperlukan", "Columns needed"),
    "roster.columns.what": (
        "Baris pertama berisi judul kolom. Kolom lain diabaikan. Satu baris satu orang.",
        "The first row holds the column names. Other columns are ignored. One row a person.",
    ),
    "roster.columns.group": (
        "kelompok yang tampil di situs publik, misalnya Sekretariat, atau bertingkat: Dinas Kesehatan / Puskesmas Senapelan",
        "the group shown on the public site, for example Sekretariat, or nested: Dinas Kesehatan / Puskesmas Senapelan",
    ),
    "roster.columns.boss": (
        "NIP atasan langsung; ia juga harus punya baris",
        "the direct superior's number; they need a row too",
    ),
    "roster.columns.kind": (
        "pns, pppk, atau external untuk atasan dari luar yang menilai tetapi tidak dinilai",
        "pns, pppk, or external for a superior from outside who assesses and is not assessed",
    ),
    "roster.columns.text": (
        "Di Excel, format kolom NIP sebagai Teks sebelum mengisinya. Bila tidak, Excel membuang digit terakhir.",
        "In Excel, format the number columns as Text before filling them. Otherwise Excel drops the last digits.",
    ),
    "roster.open": (
        "{title} sudah dibuka: ia tetap memakai daftar saat dibuka. Perubahan berlaku untuk periode berikutnya.",
        "{title} is open: it keeps the roster it opened with. Changes count for the next cycle.",
    ),
    "roster.now": ("Kini ada {n} orang", "{n} people now"),
    "roster.external": ("Termasuk {n} orang luar yang hanya menilai.", "Including {n} from outside who only assess."),
    "roster.table": ("Orang per unit kerja", "People by unit"),
    "roster.code": ("Kode", "Code"),
    "roster.unit": ("Unit kerja", "Unit"),
    "roster.people": ("Orang", "People"),
    "roster.reissue": (
        "Seseorang lupa kata sandi atau slipnya hilang",
        "Somebody forgot their secret or lost the slip",
    ),
    "roster.gone": (
        "Pratinjau tadi sudah tidak ditahan (lewat setengah jam, atau layanan dimulai ulang). Daftar pegawai tidak berubah."
        " Unggah berkasnya sekali lagi.",
        "That preview is no longer held (half an hour has passed, or the service was restarted). The roster has not changed."
        " Upload the file once more.",
    ),
    "roster.done": (
        "Daftar pegawai diganti: {n} orang; {added} baru, {changed} berubah, {removed} keluar.",
        "The roster is replaced: {n} people; {added} new, {changed} changed, {removed} left.",
    ),
    "roster.preview.title": ("Yang akan berubah", "What would change"),
    "roster.preview.lead": (
        "{file} berisi {n} orang dan dapat dibaca seluruhnya. Belum ada yang disimpan.",
        "{file} holds {n} people and can be read completely. Nothing is saved yet.",
    ),
    "roster.preview.again": (
        "Daftar pegawai berubah sejak pratinjau tadi (tab atau orang lain). Ini perbandingan yang baru; periksa lagi.",
        "The roster has changed since that preview (another tab or person). This is the new comparison; check again.",
    ),
    "roster.preview.suspicious": (
        "{n} orang akan keluar, lebih dari separuh daftar. Pastikan ini berkas lengkap dari kantor yang benar.",
        "{n} people would leave, more than half of the roster. Make sure this is the complete file of the right office.",
    ),
    "roster.preview.alone": ("{n} orang tanpa atasan dalam berkas ini.", "{n} people have no supervisor in this file."),
    "roster.preview.same": (
        "Berkas ini sama dengan daftar yang ada. Tidak ada yang berubah.",
        "This file equals the roster. Nothing would change.",
    ),
    "roster.added": ("{n} orang baru", "{n} new people"),
    "roster.changed": ("{n} orang berubah", "{n} people changed"),
    "roster.removed": ("{n} orang keluar", "{n} people leave"),
    "roster.removed.what": (
        "Formulir mereka yang belum dikirim gugur. Yang sudah dikirim tetap dihitung.",
        "Their forms that are not sent lapse. What they sent still counts.",
    ),
    "roster.new": ("baru", "new"),
    "roster.different": ("berubah", "changed"),
    "roster.leaving": ("keluar", "leaving"),
    "roster.more": ("… dan {n} orang lagi.", "… and {n} more."),
    "roster.groups": ("Kelompok publikasi dalam berkas ini", "Publication groups in this file"),
    "roster.groups.what": (
        "Kelompok kecil akan digabung agar tidak ada orang yang dikenali. Rencananya terlihat di periode.",
        "Small groups are merged so that nobody can be recognised. The cycle shows the plan.",
    ),
    "roster.apply": ("Ganti daftar pegawai", "Replace the roster"),
    "roster.other": ("Jangan, pilih berkas lain", "No, choose another file"),
    "roster.nothing": (
        "Berkas hanya ditahan dalam ingatan layanan selama setengah jam, tidak disimpan.",
        "The file is only held in the service's memory for half an hour, it is not stored.",
    ),
    "roster.field.name": ("nama", "name"),
    "roster.field.position": ("jabatan", "position"),
    "roster.field.grade": ("golongan", "grade"),
    "roster.field.unit": ("unit", "unit"),
    "roster.field.group": ("kelompok publikasi", "publication group"),
    "roster.field.supervisor": ("atasan berganti", "another supervisor"),
    "roster.field.kind": ("jenis", "kind"),
    "file.none": ("Pilih berkas dulu.", "Choose a file first."),
    "file.large": (
        "Berkas lebih besar dari 8 MB. Pastikan ini berkas yang benar, atau bagi menjadi beberapa berkas.",
        "The file is larger than 8 MB. Make sure it is the right one, or split it.",
    ),
    "file.refused": ("{file} ditolak", "{file} is refused"),
    "file.refused.what": (
        "Ada {n} hal yang perlu diperbaiki di berkas. Tidak ada yang disimpan. Perbaiki berkasnya, lalu unggah lagi.",
        "{n} things have to be put right in the file. Nothing was saved. Mend the file, then upload it again.",
    ),
    "file.problems": ("Yang perlu diperbaiki", "What to put right"),
    "file.row": ("Baris", "Row"),
    "file.column": ("Kolom", "Column"),
    "file.problem": ("Masalah", "Problem"),
    "file.more": ("… dan {n} lagi.", "… and {n} more."),
    # assignments
    "assign.lead": (
        "Siapa menilai siapa. Halaman ini tidak pernah menunjukkan siapa yang sudah mengisi.",
        "Who assesses whom. This page never shows who has answered.",
    ),
    "assign.open": (
        "Penilaian sudah dibuka: penugasan hanya dapat ditambah, atau dihapus bila formulirnya belum dimulai. Tugas menilai"
        " rekan hanya dapat dihapus bila penilainya menolak.",
        "The assessment is open: assignments can be added, or removed while their form is not begun. A peer task can only be"
        " removed after its rater has declined it.",
    ),
    "assign.closed": (
        "Periode ini sudah ditutup; penugasannya tetap.",
        "This cycle is closed; its assignments are final.",
    ),
    "assign.nobody": ("Daftar pegawai masih kosong.", "The roster is empty."),
    "assign.generate": ("Buat dari daftar pegawai", "Make them from the roster"),
    "assign.generate.what": (
        "Penilaian diri dan atasan menurut daftar pegawai; rekan kerja dipilih acak dari unit yang sama, lalu dari unit"
        " terdekat dengan tingkat yang mirip. Atasan dan bawahan langsung tidak pernah menjadi rekan.",
        "Self and supervisor as in the roster; peers are drawn from the same unit, then from the nearest units at a similar"
        " level. Supervisors and direct reports are never peers.",
    ),
    "assign.generate.replaces": (
        "Ini mengganti {n} penugasan yang ada, termasuk yang Anda ubah sendiri.",
        "This replaces the {n} assignments there are, those you adjusted included.",
    ),
    "assign.peers": ("Rekan kerja yang menilai tiap orang", "Peers who assess each person"),
    "assign.peers.hint": (
        "0 sampai {most}. Hasil dari rekan baru tampil bagi orangnya bila sedikitnya tiga menjawab; lima adalah pilihan aman.",
        "0 to {most}. Peers' results are shown to the person from three answers on; five is a safe choice.",
    ),
    "assign.peers.wrong": ("Tulis angka 0 sampai {most}.", "Write a number from 0 to {most}."),
    "assign.generate.do": ("Buat penugasan", "Make the assignments"),
    "assign.generate.again": ("Buat ulang penugasan", "Make the assignments again"),
    "assign.generate.other": ("Buat ulang, atau ambil dari berkas", "Make them again, or take them from a file"),
    "assign.made": (
        "{n} penugasan dibuat. Periksa satu dua unit, lalu kembali ke periode untuk langkah berikutnya.",
        "{n} assignments made. Look at a unit or two, then go back to the cycle for the next step.",
    ),
    "assign.file.summary": ("Atau ambil dari berkas", "Or take them from a file"),
    "assign.file": ("Berkas CSV atau XLSX", "CSV or XLSX file"),
    "assign.file.hint": (
        "Kolom method, rater, ratee (metode, penilai, dinilai). Menggantikan semua penugasan yang ada.",
        "Columns method, rater, ratee. It replaces all assignments there are.",
    ),
    "assign.preview": ("Penugasan dari berkas", "Assignments from the file"),
    "assign.preview.lead": (
        "{file}: {added} penugasan baru, {removed} dihapus, {kept} tetap. Belum ada yang disimpan.",
        "{file}: {added} new assignments, {removed} removed, {kept} stay. Nothing is saved yet.",
    ),
    "assign.preview.do": ("Pakai penugasan ini", "Use these assignments"),
    "assign.imported": ("{n} penugasan dipakai.", "{n} assignments in use."),
    "assign.now": ("{n} penugasan per unit", "{n} assignments by unit"),
    "assign.table": ("Formulir tentang orang di unit itu", "Forms about the people of the unit"),
    "assign.table.note": (
        "Buka unit untuk melihat nama dan mengubah.",
        "Open a unit to see names and to change something.",
    ),
    "assign.total": ("Semua", "All"),
    "assign.all": ("Semua unit", "All units"),
    "assign.yes": ("ya", "yes"),
    "assign.no": ("tidak", "no"),
    "assign.nobody.short": ("belum ada", "nobody"),
    "assign.unit.nobody": ("Tidak ada orang yang dinilai di unit ini.", "Nobody in this unit is assessed."),
    "assign.gone": ("(sudah keluar)", "(has left)"),
    "assign.remove": ("hapus", "remove"),
    "assign.removed": (
        "Dihapus: {rater} menilai {ratee}. Keliru? Tambahkan lagi di bawah.",
        "Removed: {rater} assesses {ratee}. A mistake? Add it again below.",
    ),
    "assign.removed.already": (
        "Tugas itu sudah tidak ada. Tidak ada yang berubah.",
        "That task does not exist any more. Nothing was changed.",
    ),
    "assign.add": ("Tambah satu penugasan", "Add one assignment"),
    "assign.add.what": (
        "Rencana publikasi tidak berubah bila penilaian sudah dibuka.",
        "The publication plan does not change once the assessment is open.",
    ),
    "assign.method": ("Sebagai", "As"),
    "assign.method.missing": ("Pilih salah satu.", "Choose one."),
    "assign.ratee": ("Yang dinilai", "Who is assessed"),
    "assign.rater": ("Penilai", "Who assesses"),
    "assign.who.hint": ("NIP, nama, atau sebagian nama.", "Number, name or a part of it."),
    "assign.rater.hint": (
        "NIP, nama, atau sebagian nama. Kosongkan untuk penilaian diri.",
        "Number, name or a part of it. Empty for a self-assessment.",
    ),
    "assign.add.do": ("Tambahkan", "Add"),
    "assign.added": ("Ditambahkan: {rater} menilai {ratee} ({method}).", "Added: {rater} assesses {ratee} ({method})."),
    # declines
    "declines.lead": (
        "Tugas menilai rekan yang ditolak penilainya, dengan alasannya. Semua ini dihapus saat periode disegel.",
        "Peer tasks their raters have declined, with the reasons. All of it is deleted when the cycle is sealed.",
    ),
    "declines.none": ("Tidak ada penolakan yang menunggu.", "No declined task is waiting."),
    "declines.who": ("{rater} tidak menilai {ratee}", "{rater} does not assess {ratee}"),
    "declines.left": (
        "Bila diterima, {name} dinilai {n} rekan lain. Di bawah tiga jawaban, hasil dari rekan tidak tampil baginya.",
        "If accepted, {n} other peers assess {name}. Below three answers, peers' results are not shown to them.",
    ),
    "declines.accept": ("Terima, hapus tugasnya", "Accept, remove the task"),
    "declines.return": ("Kembalikan tugasnya", "Hand the task back"),
    "declines.returned": (
        "Tugasnya dikembalikan. Beri tahu orangnya alasannya.",
        "The task is handed back. Tell the person why.",
    ),
    "declines.other": ("Tambahkan rekan lain sebagai pengganti", "Add another peer instead"),
    # slips
    "slips.lead": (
        "Kode untuk masuk pertama kali. Setelah masuk, orangnya membuat kata sandi sendiri dan kode ini tidak berlaku.",
        "Codes for the first sign-in. After it the person makes their own secret and the code is void.",
    ),
    "slips.count": (
        "{n} dari {all} orang belum pernah masuk dan memerlukan slip.",
        "{n} of {all} people have never signed in and need a slip.",
    ),
    "slips.nobody": (
        "Semua {n} orang sudah pernah masuk. Tidak ada yang memerlukan slip.",
        "All {n} people have signed in. Nobody needs a slip.",
    ),
    "slips.before": (
        "{n} orang sudah pernah dibuatkan slip. Slip lama mereka tidak berlaku lagi begitu Anda membuat yang baru.",
        "{n} people have had a slip made. Their old slips become void as soon as you make new ones.",
    ),
    "slips.form": ("Bentuk", "Form"),
    "slips.form.missing": ("Pilih bentuk slip.", "Choose a form."),
    "slips.html": (
        "Halaman untuk dicetak, satu lembar per unit, dengan kode QR",
        "A page to print, a sheet a unit, with QR codes",
    ),
    "slips.csv": (
        "Tabel nomor dan kode (CSV) untuk surat massal",
        "A table of numbers and codes (CSV) for a mail merge",
    ),
    "slips.unit": ("Untuk siapa", "For whom"),
    "slips.unit.all": ("Semua unit", "All units"),
    "slips.sure": (
        "Saya siap mencetak sekarang. Kode hanya tampil satu kali; slip lama orang-orang ini tidak berlaku lagi.",
        "I am ready to print now. The codes are shown once only; these people's old slips become void.",
    ),
    "slips.do": ("Buat slip", "Make the slips"),
    "slips.none": (
        "Semua orang itu sudah pernah masuk, jadi tidak ada slip yang dibuat.",
        "All of them have signed in, so no slips were made.",
    ),
    "slips.one.title": ("Slip pengganti", "Replacement slip"),
    "reissue.title": ("Slip pengganti untuk satu orang", "A new slip for one person"),
    "reissue.lead": (
        "Untuk orang yang lupa kata sandi atau kehilangan slip. Pastikan Anda mengenali orangnya.",
        "For somebody who forgot their secret or lost the slip. Make sure you know who is asking.",
    ),
    "reissue.who": ("Siapa", "Who"),
    "reissue.find": ("Cari", "Find"),
    "reissue.settled": (
        "Kata sandi lamanya dihapus, dan semua sesinya berakhir.",
        "Their old secret is dropped and all their sessions end.",
    ),
    "reissue.told": (
        "Ia diberi tahu saat masuk berikutnya bahwa slipnya dibuat ulang.",
        "At the next sign-in they are told that their slip was re-issued.",
    ),
    "reissue.waiting": (
        "Ia belum pernah masuk; slip lamanya tidak berlaku lagi.",
        "They have never signed in; their old slip becomes void.",
    ),
    "reissue.trail": (
        "Ini tercatat dalam jejak, dengan nama akun Anda.",
        "It is written in the trail under your account's name.",
    ),
    "reissue.sure": (
        "Ya, ini orangnya, dan slip diberikan langsung kepadanya.",
        "Yes, this is the person, and the slip is handed to them in person.",
    ),
    "reissue.do": ("Buat slip pengganti", "Make a new slip"),
    # participation
    "part.lead": (
        "Berapa yang sudah mengisi, tanpa hasil. Hasil tidak dapat dilihat siapa pun sebelum periode ditutup.",
        "How many have answered, without results. Nobody can see results before the cycle is closed.",
    ),
    "part.peers.why": (
        "Keikutsertaan rekan hanya untuk seluruh organisasi dan dibulatkan ke 5 %, agar tidak terlihat siapa yang baru saja mengisi.",
        "Peers' participation is for the whole organisation only and in steps of 5 %, so that it does not show who has just answered.",
    ),
    "part.peers.exact": ("{sent} / {n}", "{sent} / {n}"),
    "part.table": ("Formulir masuk dari yang diharapkan, per unit", "Forms in out of those expected, by unit"),
    "part.reminder": ("Pengingat", "Reminder"),
    "part.reminder.why": (
        "Kirim kepada semua orang, juga yang sudah mengisi. Dengan begitu tidak ada yang ditandai.",
        "Send it to everybody, also to those who have answered. So nobody is singled out.",
    ),
    "part.reminder.copy": ("Teks untuk disalin", "Text to copy"),
    "part.reminder.text": (
        "Bapak/Ibu rekan {office},\n\n{title} berlangsung sampai {day}. Bila Anda sudah mengisi semua formulir, terima kasih;"
        " abaikan pesan ini. Bila belum, masuk di {address} dengan NIP dan kata sandi Anda (pertama kali: kode di slip)."
        "\n\nPesan ini dikirim kepada semua pegawai. Jawaban Anda tersimpan dan dapat dilanjutkan kapan saja sebelum tanggal itu.",
        "Dear colleagues of {office},\n\n{title} is open until {day}. If you have filled in all your forms, thank you; ignore"
        " this message. If not, sign in at {address} with your number and your secret (first time: the code on your slip)."
        "\n\nThis message goes to everybody. Your answers are kept and you can go on at any time before that day.",
    ),
    # paper
    "paper.lead": (
        "Masukkan formulir yang diisi di kertas. Ia dihitung seperti formulir lain, tanpa tanda terima.",
        "Enter forms that were filled in on paper. They count like any other, without a receipt.",
    ),
    "paper.shut": (
        "Formulir kertas hanya dapat dimasukkan selama penilaian terbuka.",
        "Paper forms can only be entered while the assessment is open.",
    ),
    "paper.one": ("Satu formulir", "One form"),
    "paper.method": ("Formulir apa", "Which form"),
    "paper.find": ("Lanjut ke isi formulir", "Go on to the form"),
    "paper.file": ("Banyak formulir dari berkas", "Many forms from a file"),
    "paper.file.what": (
        "Satu baris satu formulir. Kosong berarti tidak dijawab, TD berarti tidak dapat menilai. Judul kolom:",
        "One row a form. Empty means not answered, TD means cannot judge. Column names:",
    ),
    "paper.file.label": ("Berkas CSV atau XLSX, paling besar 8 MB", "CSV or XLSX file, 8 MB at most"),
    "paper.create": (
        "Ganti penugasan dengan persis isi berkas ini (hanya sebelum ada formulir; rencana publikasi dibuat ulang).",
        "Replace the assignments by exactly this file's (only before there are forms; the publication plan is made again).",
    ),
    "paper.keep": (
        "Sesudah dimasukkan, simpan kertasnya terkunci atau musnahkan; berkasnya hapus. Keduanya masih memuat siapa menulis apa.",
        "Afterwards lock the paper away or destroy it, and delete the file. Both still tell who wrote what.",
    ),
    "paper.preview": ("Formulir dari berkas", "Forms from the file"),
    "paper.preview.lead": (
        "{file} berisi {n} formulir dan dapat dibaca seluruhnya. Belum ada yang masuk.",
        "{file} holds {n} forms and can be read completely. Nothing is in yet.",
    ),
    "paper.preview.create": (
        "Penugasan periode ini akan diganti persis seperti isi berkas, dan rencana publikasi dibuat ulang.",
        "The cycle's assignments will be replaced by exactly the file's, and the publication plan made again.",
    ),
    "paper.preview.do": ("Masukkan {n} formulir", "Enter {n} forms"),
    "paper.preview.final": (
        "Yang sudah masuk tidak dapat ditarik kembali dari sini.",
        "What is in cannot be taken back from here.",
    ),
    "paper.imported": (
        "{n} formulir diterima. Rekan yang sudah mengirim sendiri tetap memakai kirimannya sendiri.",
        "{n} forms taken in. A peer who has sent their own form keeps that one.",
    ),
    "paper.fill": ("Isi formulir kertas", "Enter a paper form"),
    "paper.fill.lead": (
        "Salin persis seperti di kertas. Yang kosong di kertas dibiarkan “kosong”.",
        "Copy exactly what is on paper. Leave “empty” what is empty there.",
    ),
    "paper.none": ("kosong", "empty"),
    "paper.empty": (
        "Belum ada jawaban yang dipilih. Bila kertasnya memang kosong, centang di sini.",
        "No answer is chosen. If the sheet is really empty, tick here.",
    ),
    "paper.blank": (
        "Kertasnya memang kosong; tetap hitung sebagai ikut serta.",
        "The sheet is really empty; count it as taking part all the same.",
    ),
    "paper.work_result": ("Hasil kerja", "Work result"),
    "paper.work_behaviour": ("Perilaku kerja", "Work behaviour"),
    "paper.work_result.missing": ("Pilih tingkat hasil kerja.", "Choose the level of the work result."),
    "paper.work_behaviour.missing": ("Pilih tingkat perilaku kerja.", "Choose the level of work behaviour."),
    "paper.take": ("Masukkan formulir", "Enter the form"),
    "paper.final": (
        "Sesudah ini tidak dapat diubah dari sini. Periksa sekali lagi.",
        "It cannot be changed from here afterwards. Check once more.",
    ),
    "paper.done": ("Formulir masuk. Berikutnya?", "The form is in. The next one?"),
    "paper.done.peer": (
        "Formulir diterima. Bila rekan itu sudah mengirim sendiri, kirimannya yang dihitung. Berikutnya?",
        "The form is taken in. If that peer has sent their own, that one counts. The next one?",
    ),
}
