"""Words of HR's desk: its frame, the cycle and its steps, what is left to do."""

WORDS: dict[str, tuple[str, str]] = {
    "desk.nav.cycles": ("Periode", "Cycles"),
    "desk.nav.roster": ("Pegawai", "Employees"),
    "desk.nav.site": ("Situs publik", "Public site"),
    "desk.nav.accounts": ("Akun petugas", "Staff accounts"),
    "desk.nav.trail": ("Jejak", "Trail"),
    "desk.cancel": ("Batal, kembali", "Cancel, go back"),
    "desk.final": ("Yang menjadi tetap", "What becomes final"),
    "desk.stays": ("Yang masih dapat diubah", "What can still be changed"),
    "desk.tick": (
        "Beri tanda centang bila Anda sudah membaca dan yakin.",
        "Tick the box if you have read this and are sure.",
    ),
    "desk.type": ("Ketik kode periode {id} untuk memastikan", "Type the cycle's code {id} to make sure"),
    "desk.type.wrong": ("Ketik persis: {id}", "Type exactly: {id}"),
    "desk.moved-on": (
        "Keadaan periode sudah berubah sejak halaman tadi dibuka (kini: {state}). Permintaan tadi tidak dijalankan.",
        "The cycle has moved on since that page was opened (now: {state}). That request was not carried out.",
    ),
    "desk.upload.gone": (
        "Berkas tadi sudah tidak ditahan (lewat setengah jam, atau layanan dimulai ulang). Tidak ada yang berubah. Ulangi.",
        "What you chose is no longer held (half an hour has passed, or the service was restarted). Nothing was changed."
        " Do it again.",
    ),
    # first page
    "home.title": ("Meja kepegawaian", "Personnel desk"),
    "home.lead": (
        "Di sini Anda menjalankan periode penilaian, dari daftar pegawai sampai hasilnya terbit.",
        "Here you run assessment cycles, from the roster to the published results.",
    ),
    "home.roster": ("Mulai di sini: unggah daftar pegawai.", "Start here: upload the roster."),
    "home.none": ("Belum ada periode yang berjalan.", "No cycle is running yet."),
    "home.new": ("Buat periode baru", "Create a cycle"),
    "home.go": ("Kerjakan {title}", "Work on {title}"),
    "home.nothing": ("Tidak ada yang tertinggal.", "Nothing is left to do."),
    "home.closing": (
        "Sedang ditutup. Buka periodenya untuk membatalkan atau menyegel sekarang.",
        "It is closing. Open the cycle to undo it or to seal it now.",
    ),
    "home.past": ("Sudah terbit", "Published"),
    "home.published": ("terbit {day}", "published {day}"),
    "home.unsettled": (
        "Ada akun petugas yang belum pernah dipakai masuk.",
        "A staff account has never been used to sign in.",
    ),
    # cycle
    "cycle.line": ("Langkah-langkah periode", "Steps of the cycle"),
    "cycle.lead.draft": (
        "Masih rancangan. Siapkan pegawai dan penugasan, lalu buka penilaian.",
        "Still a draft. Prepare people and assignments, then open the assessment.",
    ),
    "cycle.lead.consultation": (
        "Tahap pelibatan: pegawai memberi pendapat tentang rancangan instrumen.",
        "Consultation: people give their opinion on the draft instrument.",
    ),
    "cycle.lead.goals": (
        "Tahap sasaran: pegawai dan atasan menyepakati rencana hasil kerja.",
        "Goal setting: people and their supervisors agree on expected results.",
    ),
    "cycle.lead.assessment": (
        "Penilaian berlangsung. Hasil belum dapat dilihat siapa pun, termasuk Anda.",
        "The assessment is open. Nobody can see results yet, you included.",
    ),
    "cycle.lead.closing": (
        "Formulir tidak diterima lagi. Belum ada yang dihitung; penutupan masih dapat dibatalkan.",
        "Forms are no longer taken. Nothing has been counted; the close can still be undone.",
    ),
    "cycle.lead.sealing": ("Penyegelan terhenti di tengah dan perlu diselesaikan.", "Sealing stopped half way."),
    "cycle.lead.closed": (
        "Sudah disegel. Setiap pegawai dapat melihat hasilnya sendiri. Berikutnya: lihat pratinjau, lalu terbitkan.",
        "Sealed. Everybody can see their own results. Next: look at the preview, then publish.",
    ),
    "cycle.lead.published": ("Hasilnya sudah terbit dan tetap.", "Its results are published and final."),
    "cycle.open": ("Buka penilaian …", "Open the assessment …"),
    "cycle.next": ("Lanjut ke tahap {step} …", "Go on to {step} …"),
    "cycle.close": ("Tutup penilaian …", "Close the assessment …"),
    "cycle.undo-open": ("Batalkan pembukaan", "Undo the opening"),
    "cycle.undo-open.why": (
        "Belum ada yang mulai mengisi, jadi pembukaan masih dapat dibatalkan.",
        "Nobody has begun a form, so the opening can still be undone.",
    ),
    "cycle.closing.until": (
        "Dapat dibatalkan sampai pukul {time}. Sesudah itu disegel dengan sendirinya.",
        "It can be undone until {time}. After that it is sealed by itself.",
    ),
    "cycle.undo-close": ("Batalkan penutupan", "Undo the close"),
    "cycle.seal": ("Segel sekarang …", "Seal now …"),
    "cycle.sealing": (
        "Tekan tombol ini untuk menyelesaikannya; tidak ada yang hilang.",
        "Press the button to finish it; nothing is lost.",
    ),
    "cycle.seal.finish": ("Selesaikan penyegelan …", "Finish sealing …"),
    "cycle.preview": ("Lihat pratinjau dan terbitkan …", "Preview and publish …"),
    "cycle.published": ("Terbit {day}.", "Published {day}."),
    "cycle.pages": ("Halaman periode ini", "Pages of this cycle"),
    "step.draft": ("Rancangan", "Draft"),
    "step.consultation": ("Konsultasi", "Consultation"),
    "step.goals": ("Sasaran", "Goals"),
    "step.assessment": ("Penilaian", "Assessment"),
    "step.closing": ("Penutupan", "Closing"),
    "step.closed": ("Ditutup", "Closed"),
    "step.published": ("Terbit", "Published"),
    "step.done": ("selesai", "done"),
    "step.later": ("nanti", "later"),
    "method.self": ("diri", "self"),
    "method.supervisor": ("atasan", "supervisor"),
    "method.peer": ("rekan kerja", "peers"),
    "page.assignments": ("Penugasan", "Assignments"),
    "page.assignments.what": ("siapa menilai siapa", "who assesses whom"),
    "page.slips": ("Slip akses", "Access slips"),
    "page.slips.what": ("kode masuk untuk dibagikan", "sign-in codes to hand out"),
    "page.participation": ("Keikutsertaan", "Participation"),
    "page.participation.what": (
        "berapa yang sudah mengisi, dan teks pengingat",
        "how many have answered, and a reminder",
    ),
    "page.declines": ("Penolakan", "Declined tasks"),
    "page.declines.what": ("“bukan rekan kerja saya”", "“not my colleague”"),
    "page.paper": ("Formulir kertas", "Paper forms"),
    "page.paper.what": ("satu per satu atau dari berkas", "one by one or from a file"),
    "page.plan": ("Rencana publikasi", "Publication plan"),
    "page.plan.what": ("apa yang akan tampil, apa yang digabung", "what will be shown, what is merged"),
    "page.extend": ("Perpanjang", "Extend"),
    "page.extend.what": ("hari terakhir kini {day}", "the last day is now {day}"),
    "page.release": ("Pratinjau dan terbit", "Preview and publish"),
    "page.release.what": (
        "halaman publik dan apa yang dapat disimpulkan orang",
        "the public page and what can be concluded",
    ),
    # to do
    "todo.weight.must": ("Perlu", "To do"),
    "todo.weight.should": ("Periksa", "Check"),
    "todo.weight.done": ("Beres", "Done"),
    "todo.roster": ("Daftar pegawai: {n} orang", "Roster: {n} people"),
    "todo.alone": (
        "{n} pegawai tanpa atasan: tidak akan dinilai atasan",
        "{n} people without a supervisor: no supervisor rates them",
    ),
    "todo.assignments": ("Buat penugasan: siapa menilai siapa", "Make the assignments: who assesses whom"),
    "todo.assignments.made": ("Penugasan: {n} dibuat", "Assignments: {n} made"),
    "todo.assignments.wrong": (
        "{n} penugasan tidak cocok lagi dengan daftar pegawai. Buat ulang penugasan",
        "{n} assignments no longer fit the roster. Make the assignments again",
    ),
    "todo.assignments.missing": ("{n} pegawai belum dinilai siapa pun", "{n} people are not assessed by anybody"),
    "todo.assignments.late": (
        "Belum ada penugasan, jadi tidak ada yang dapat mengisi. Tambahkan satu per satu, atau batalkan pembukaan",
        "There are no assignments, so nobody can answer. Add them one by one, or undo the opening",
    ),
    "todo.plan": ("Baca rencana publikasi sebelum membuka", "Read the publication plan before opening"),
    "todo.ended": (
        "Hari terakhir ({day}) sudah lewat, jadi formulir web tidak diterima. Perpanjang, atau tutup",
        "The last day ({day}) has passed, so web forms are not taken. Extend, or close",
    ),
    "todo.starts": ("Formulir web baru diterima mulai {day}", "Web forms are taken from {day} on"),
    "todo.days": ("{n} hari lagi sampai hari terakhir, {day}", "{n} days left until the last day, {day}"),
    "todo.slips": ("Buat slip akses untuk {n} orang", "Make access slips for {n} people"),
    "todo.slips.waiting": (
        "{n} orang memegang slip dan belum pernah masuk",
        "{n} people hold a slip and have never signed in",
    ),
    "todo.slips.done": ("Semua orang sudah pernah masuk", "Everybody has signed in"),
    "todo.declines": ("{n} tugas menilai rekan ditolak. Putuskan", "{n} peer tasks were declined. Decide"),
    "todo.answers": (
        "Penilaian diri dan atasan: {sent} dari {n} masuk",
        "Self and supervisor forms: {sent} of {n} are in",
    ),
    "todo.objections": ("Tunggu masa keberatan selesai: {day}", "Wait for the end of objections: {day}"),
    "todo.objections.over": ("Masa keberatan selesai {day}", "The time for objections ended on {day}"),
    "todo.notes": ("Tulis komentar kepegawaian di {file}", "Write HR's commentary in {file}"),
    "todo.notes.done": ("Komentar kepegawaian: {file}", "HR's commentary: {file}"),
    "todo.preview": ("Lihat pratinjau halaman publik", "Look at the preview of the public page"),
    "todo.proposal": (
        "Usulan terbit dari {by} menunggu persetujuan orang kedua",
        "A proposal by {by} waits for a second person",
    ),
    "todo.site": (
        "Bangun ulang situs publik agar hasilnya tampil",
        "Build the public site anew, so that the results are shown",
    ),
    "todo.site.done": (
        "Situs publik sudah memuat hasil periode ini",
        "The public site shows the results of this cycle",
    ),
    # new cycle
    "new.title": ("Periode baru", "New cycle"),
    "new.lead": (
        "Isi nama, waktu, dan cara menilai. Ini baru rancangan; semuanya disiapkan sebelum dibuka.",
        "Fill in name, time and methods. This is only a draft; everything is prepared before it opens.",
    ),
    "new.judul": ("Nama periode", "Name of the cycle"),
    "new.judul.hint": (
        "Yang dibaca pegawai dan warga, misalnya Semester II 2026.",
        "What people read, for example Semester II 2026.",
    ),
    "new.kode": ("Kode", "Code"),
    "new.kode.hint": (
        "Pendek, untuk alamat dan nama folder: huruf kecil, angka, tanda hubung, misalnya 2026-2. Tidak dapat diganti.",
        "Short, for addresses and folders: small letters, digits, hyphens, for example 2026-2. It cannot be changed.",
    ),
    "new.mulai": ("Hari pertama", "First day"),
    "new.mulai.hint": (
        "Mulai hari ini formulir dapat diisi di web.",
        "From this day on forms can be filled in on the web.",
    ),
    "new.selesai": ("Hari terakhir", "Last day"),
    "new.selesai.hint": (
        "Dapat diperpanjang selama penilaian berlangsung.",
        "It can be extended while the assessment is open.",
    ),
    "new.instrumen": ("Instrumen penilaian", "Instrument"),
    "new.instrument.what": (
        "{code} versi {version}: {criteria} aspek, {items} pernyataan",
        "{code} version {version}: {criteria} criteria, {items} statements",
    ),
    "new.instrument.none": (
        "Belum ada instrumen di content/instruments.",
        "There is no instrument in content/instruments.",
    ),
    "new.instrument.broken": ("Instrumen ini tidak dapat dipakai:", "This instrument cannot be used:"),
    "new.instrument.missing": ("Pilih satu instrumen.", "Choose an instrument."),
    "new.metode": ("Siapa yang menilai", "Who assesses"),
    "new.tahap": ("Tahap tambahan", "Optional stages"),
    "new.tahap.hint": ("boleh kosong", "may be left empty"),
    "stage.consultation": ("Pelibatan", "Consultation"),
    "stage.consultation.what": (
        "pegawai memberi pendapat tentang instrumen sebelum dipakai",
        "people comment on the instrument before it is used",
    ),
    "stage.goals": ("Penetapan sasaran", "Goal setting"),
    "stage.goals.what": (
        "rencana hasil kerja disepakati sebelum penilaian",
        "expected results are agreed before the assessment",
    ),
    "stage.objections": ("Keberatan", "Objections"),
    "stage.objections.what": (
        "pegawai dapat berkeberatan sesudah penutupan, sebelum terbit",
        "people can object after the close, before publishing",
    ),
    "new.empty": ("Isi {what}.", "Fill in: {what}."),
    "new.do": ("Buat rancangan", "Create the draft"),
    "new.after": ("Sesudah ini: penugasan dan slip.", "After this: assignments and slips."),
    "new.done": (
        "Rancangan dibuat. Kerjakan yang bertanda “Perlu” di bawah.",
        "The draft is created. Do what is marked “To do” below.",
    ),
    "next.lead.consultation": (
        "Pegawai akan melihat tahap pelibatan. Tidak ada langkah mundur dari sini ke rancangan.",
        "People will see the consultation. There is no step back from here to the draft.",
    ),
    "next.lead.goals": (
        "Pegawai dan atasan akan melihat tahap sasaran. Tidak ada langkah mundur dari sini.",
        "People and supervisors will see goal setting. There is no step back from here.",
    ),
    "next.do": ("Ya, lanjutkan", "Yes, go on"),
    "next.done": ("Periode kini dalam tahap: {state}.", "The cycle is now in: {state}."),
    # open
    "open.title": ("Buka penilaian {title}?", "Open the assessment of {title}?"),
    "open.lead": (
        "Sesudah dibuka, pegawai dapat mengisi dan mengirim formulir mulai hari pertama.",
        "Once it is open, people can fill in and send forms from the first day on.",
    ),
    "open.missing": ("Sebaiknya bereskan dulu:", "Better do this first:"),
    "open.final.people": (
        "Daftar {n} pegawai, unit, atasan, dan kelompoknya, untuk periode ini. Yang masuk kemudian ikut periode berikutnya.",
        "The list of {n} people, their units, supervisors and groups, for this cycle. Who joins later takes part next time.",
    ),
    "open.final.plan": (
        "Rencana publikasi: baris apa yang akan tampil. Ditetapkan sebelum ada jawaban, dan diumumkan.",
        "The publication plan: which rows will be shown. It is fixed before there are answers, and public.",
    ),
    "open.final.instrument": (
        "Instrumen {what}. Perubahan berarti versi baru.",
        "The instrument {what}. A change means a new version.",
    ),
    "open.stays.assignments": (
        "Penugasan satu per satu, selama formulirnya belum dimulai.",
        "Single assignments, while their form is not begun.",
    ),
    "open.stays.end": ("Hari terakhir, ke tanggal yang lebih kemudian.", "The last day, to a later date."),
    "open.stays.undo": ("Pembukaan ini, sampai ada yang mulai mengisi.", "This opening, until somebody begins a form."),
    "open.assigned": ("Formulir yang diharapkan", "Forms expected"),
    "open.plan": ("Rencana publikasi yang akan ditetapkan", "The publication plan that will be fixed"),
    "open.sure": (
        "Saya sudah membaca yang menjadi tetap. Ya, buka penilaian.",
        "I have read what becomes final. Yes, open it.",
    ),
    "open.do": ("Buka penilaian", "Open the assessment"),
    "open.done": (
        "Penilaian dibuka. Bagikan slip akses bila belum.",
        "The assessment is open. Hand out the access slips if you have not.",
    ),
    "open.already": (
        "Penilaian sudah dibuka. Tidak ada yang diulang.",
        "The assessment is open already. Nothing was done twice.",
    ),
    "open.undone": (
        "Pembukaan dibatalkan. Daftar pegawai dan penugasan dapat diubah lagi.",
        "The opening is undone. Roster and assignments can be changed again.",
    ),
    # extend
    "extend.lead": (
        "Beri waktu lebih panjang untuk formulir web. Hari terakhir kini {day}.",
        "Give more time for web forms. The last day is now {day}.",
    ),
    "extend.day": ("Hari terakhir yang baru", "New last day"),
    "extend.hint": (
        "Harus sesudah hari terakhir yang sekarang. Kabari semua pegawai.",
        "It must be after the present one. Tell everybody.",
    ),
    "extend.do": ("Perpanjang", "Extend"),
    "extend.done": ("Hari terakhir kini {day}.", "The last day is now {day}."),
    # close and seal
    "close.title": ("Tutup penilaian {title}?", "Close the assessment of {title}?"),
    "close.lead": (
        "Formulir langsung tidak diterima lagi. Anda punya satu jam untuk membatalkan; sesudah itu periode disegel.",
        "Forms are refused at once. You have one hour to undo it; after that the cycle is sealed.",
    ),
    "close.early": (
        "Hari ini {today}; pegawai diberi tahu dapat mengisi sampai {day}.",
        "Today is {today}; people were told they could answer until {day}.",
    ),
    "close.left": ("Yang belum selesai:", "Not finished yet:"),
    "close.final.forms": (
        "Yang sudah dikirim dihitung; tidak ada lagi yang dapat diubah atau ditambah.",
        "What was sent counts; nothing can be changed or added.",
    ),
    "close.final.drafts": (
        "Yang baru disimpan dan belum dikirim tidak ikut, lalu dihapus saat disegel.",
        "What was saved and not sent does not count, and is deleted at sealing.",
    ),
    "close.final.hour": (
        "Satu jam kemudian periode disegel dengan sendirinya.",
        "An hour later the cycle is sealed by itself.",
    ),
    "close.stays.undo": (
        "Selama satu jam: penutupan dapat dibatalkan, semua seperti semula.",
        "For one hour: the close can be undone, everything as before.",
    ),
    "close.stays.paper": (
        "Ada formulir kertas? Masukkan dulu sebelum menutup.",
        "Any paper forms? Enter them before closing.",
    ),
    "close.sure": (
        "Saya sudah membaca yang menjadi tetap. Ya, tutup penilaian.",
        "I have read what becomes final. Yes, close it.",
    ),
    "close.do": ("Tutup penilaian", "Close the assessment"),
    "close.done": (
        "Penilaian ditutup. Dapat dibatalkan sampai pukul {time}.",
        "The assessment is closed. It can be undone until {time}.",
    ),
    "close.already": (
        "Penilaian sudah ditutup. Tidak ada yang diulang.",
        "The assessment is closed already. Nothing was done twice.",
    ),
    "close.undone": ("Penutupan dibatalkan. Formulir diterima lagi.", "The close is undone. Forms are taken again."),
    "seal.title": ("Segel {title} sekarang?", "Seal {title} now?"),
    "seal.lead": (
        "Menyegel menghitung hasil dan memusnahkan jawaban rekan kerja. Ini tidak dapat dibatalkan oleh siapa pun.",
        "Sealing counts the results and destroys the peers' ballots. Nobody can undo it.",
    ),
    "seal.final.closed": (
        "Periode ditutup untuk selamanya; pembatalan tidak mungkin lagi.",
        "The cycle is closed for good; no undo.",
    ),
    "seal.final.ballots": (
        "Semua jawaban rekan kerja dihapus. Yang tinggal: hitungan per kelompok, rata-rata per orang dari sedikitnya tiga"
        " jawaban, dan daftar tanda terima.",
        "All peers' ballots are removed. What stays: counts by group, each person's mean from at least three ballots, and the"
        " list of receipts.",
    ),
    "seal.final.key": (
        "Kunci periode dimusnahkan; penolakan dan sesi masuk pegawai dihapus.",
        "The cycle's key is destroyed; declines and people's sessions are deleted.",
    ),
    "seal.final.results": (
        "Setiap pegawai langsung dapat melihat hasilnya sendiri.",
        "Everybody can see their own results at once.",
    ),
    "seal.copies.why": (
        "Siapa pun yang masih memegang salinan kunci (berkas .key dari cadangan) dapat membuka jawaban rekan dari cadangan lama.",
        "Whoever still holds a copy of the key (a backup's .key file) can open peers' ballots in an old backup.",
    ),
    "seal.copies.list": ("Salinan kunci yang tercatat dari cadangan:", "Copies of the key recorded by backups:"),
    "seal.copies.after": (
        "Hapus sesudah disegel, lalu nyatakan di halaman periode. Sebelum itu masih diperlukan untuk memulihkan cadangan.",
        "Delete them after sealing, then confirm it on the cycle's page. Until then a restore still needs them.",
    ),
    "todo.copies": ("Hapus {n} salinan kunci, lalu nyatakan", "Delete {n} copies of the key, then confirm"),
    "todo.copies.done": ("Semua salinan kunci dinyatakan terhapus", "All copies of the key are confirmed deleted"),
    "todo.waiting": ("{n} keberatan belum diputus", "{n} objections are not decided"),
    "page.remains": ("Apa yang masih ada", "What still exists"),
    "page.remains.what": ("jawaban rekan, kunci, dan salinannya", "peers' ballots, the key and its copies"),
    "remains.lead": (
        "Apa yang masih tersimpan dari periode ini dan apa yang sudah dimusnahkan.",
        "What is still kept of this cycle and what has been destroyed.",
    ),
    "remains.copies": ("Salinan kunci dari cadangan", "Copies of the key from backups"),
    "remains.copies.what": (
        "Siapa pun yang memegang salinan kunci dapat membuka cadangan dari masa periode ini terbuka. Hapus berkasnya di mana"
        " pun ia disimpan, lalu centang. Program tidak dapat memeriksanya; ini pernyataan Anda, dan tercatat dalam jejak.",
        "Whoever holds a copy of the key can open backups from when this cycle was open. Delete the file wherever it is, then"
        " tick it. The program cannot check it; this is your word, and it is written in the trail.",
    ),
    "remains.gone": ("{file} sudah saya hapus", "I have deleted {file}"),
    "remains.do": ("Nyatakan terhapus", "Confirm as deleted"),
    "remains.done": ("Tercatat. Masih {n} salinan.", "Noted. {n} copies left."),
    "remains.tick": ("Centang berkas yang sudah dihapus.", "Tick the files that are deleted."),
    "seal.do": ("Segel sekarang", "Seal now"),
    "seal.done": (
        "Periode disegel: hasil dihitung, jawaban rekan dan kuncinya dimusnahkan.",
        "The cycle is sealed: results are counted, peers' ballots and the key are destroyed.",
    ),
    "seal.already": (
        "Periode sudah disegel. Tidak ada yang diulang.",
        "The cycle is sealed already. Nothing was done twice.",
    ),
    # plan
    "plan.lead": (
        "Apa yang akan dilihat warga, apa yang digabung, dan mengapa. Tidak bergantung pada jawaban siapa pun.",
        "What citizens will see, what is merged, and why. It depends on nobody's answers.",
    ),
    "plan.when.before": (
        "Rencana ini masih berubah bersama daftar pegawai dan penugasan. Ia menjadi tetap saat penilaian dibuka.",
        "This plan still changes with roster and assignments. It becomes final when the assessment opens.",
    ),
    "plan.when.after": (
        "Rencana ini tetap sejak penilaian dibuka, dan boleh diumumkan.",
        "This plan is final since the opening, and public.",
    ),
    "plan.nobody": ("Belum ada pegawai, jadi belum ada rencana.", "There is nobody yet, so there is no plan."),
    "plan.change": ("Yang akan mengubahnya", "What would change it"),
    "plan.change.groups": (
        "Kolom kelompok_publikasi dalam daftar pegawai: kelompok yang lebih besar lebih mudah tampil.",
        "The roster's column publication_group: a larger group is shown more easily.",
    ),
    "plan.change.merge": (
        "Penggabungan tetap di content/organisation.toml, bagian [[disclosure.merge]].",
        "Pinned merges in content/organisation.toml, section [[disclosure.merge]].",
    ),
    "plan.change.limits": (
        "Ambang: sedikitnya {n} pegawai satu baris, dan {k} atasan untuk penilaian atasan. Boleh dinaikkan, tidak boleh di bawah 5.",
        "The thresholds: at least {n} people a row, and {k} supervisors for supervisors' forms. They may be raised, never below 5.",
    ),
}
