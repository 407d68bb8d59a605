"""Words of goals: written, agreed, reported on."""

WORDS: dict[str, tuple[str, str]] = {
    "nav.goals": ("Tujuan", "Goals"),
    "goal.mine": ("Tujuan kerja saya", "My goals"),
    "goal.lead": (
        "Di sini Anda menulis rencana hasil kerja, menyepakatinya dengan atasan, dan mencatat realisasinya.",
        "Here you write what you plan to achieve, agree it with your supervisor, and report what was reached.",
    ),
    "goal.none": (
        "Belum ada tujuan. Tujuan ditulis pada tahap penetapan sasaran; Anda melihatnya di Tugas saya saat tahap itu dibuka.",
        "There are no goals yet. They are written in goal setting; My tasks shows it when that stage opens.",
    ),
    "goal.empty": (
        "Anda belum menulis tujuan untuk periode ini. Dua sampai lima tujuan biasanya cukup.",
        "You have not written a goal for this cycle. Two to five are usually enough.",
    ),
    "goal.add": ("Tambah tujuan", "Add a goal"),
    "goal.reports": ("Tujuan bawahan saya", "Goals of my reports"),
    "goal.who": (
        "Tujuan dan realisasi dilihat Anda dan atasan langsung. Warga hanya melihat gabungan kelompok besar.",
        "You and your direct supervisor see goals and realisations. The public only sees sums of large groups.",
    ),
    "goal.state": ("Status", "State"),
    "goal.words": ("Pesan atasan", "Your supervisor's words"),
    "goal.target": ("Target", "Target"),
    "goal.target.line": ("{target} {unit}, paling lambat {due}", "{target} {unit}, by {due}"),
    "goal.target.line.nodate": ("{target} {unit}", "{target} {unit}"),
    "goal.direction": ("Arah", "Direction"),
    "goal.evidence": ("Sumber angka", "Source of the number"),
    "goal.parent": ("Mendukung tujuan atasan", "Serves the supervisor's goal"),
    "goal.indicator": ("Indikator", "Indicator"),
    "goal.empty.field": ("belum diisi", "not filled in yet"),
    "goal.untitled": ("Tujuan tanpa judul", "Goal without a title"),
    "goal.all": ("Semua tujuan", "All goals"),
    "goal.done.simpan": (
        "Tersimpan sebagai rancangan. Atasan baru melihatnya setelah Anda mengajukannya.",
        "Saved as a draft. Your supervisor sees it once you put it forward.",
    ),
    "goal.done.ajukan": (
        "Sudah diajukan. Atasan akan menyetujui, atau mengembalikan dengan pesan.",
        "Put forward. Your supervisor agrees, or sends it back with words.",
    ),
    "goal.done.realisasi": ("Realisasi tersimpan.", "The realisation is saved."),
    "goal.done.hapus": ("Tujuan sudah dihapus.", "The goal is removed."),
    "goal.done.setuju": ("Tujuan disepakati.", "The goal is agreed."),
    "goal.done.kembali": (
        "Tujuan dikembalikan beserta pesan Anda.",
        "The goal was sent back together with your words.",
    ),
    # writing
    "goal.new": ("Tulis tujuan", "Write a goal"),
    "goal.edit": ("Ubah tujuan", "Change a goal"),
    "goal.form.lead": (
        "Satu tujuan, satu angka. Tulis hasilnya, cara mengukurnya, targetnya, dan tenggatnya.",
        "One goal, one number. Write the result, how it is measured, the target and the due date.",
    ),
    "goal.form.proposed": (
        "Tujuan ini sedang menunggu atasan. Bila Anda menyimpannya, ia kembali menjadi rancangan sampai diajukan lagi.",
        "This goal is waiting for your supervisor. If you save it, it becomes a draft until you put it forward again.",
    ),
    "goal.form.kept": (
        "Belum diajukan. Yang Anda tulis sudah tersimpan sebagai rancangan; perbaiki yang disebut, lalu ajukan lagi.",
        "Not put forward yet. What you wrote is saved as a draft; mend what is named, then put it forward again.",
    ),
    "goal.form.result": ("Hasil yang diharapkan", "Expected result"),
    "goal.form.result.hint": (
        "Apa yang berubah bagi warga atau kantor bila ini berhasil? Contoh: Keluhan warga terjawab tepat waktu.",
        "What is different for residents or the office if it works? Example: Complaints are answered on time.",
    ),
    "goal.form.indicator": ("indikator", "indicator"),
    "goal.form.indicator.hint": (
        "Sebut apa yang dihitung: jumlah, persentase, rata-rata waktu.",
        "Say what is counted: a number, a share, an average time.",
    ),
    "goal.form.examples": ("Contoh untuk pekerjaan seperti ini", "Examples for work like this"),
    "goal.form.examples.note": (
        "Angkanya hanya contoh. Pakai angka yang wajar bagi pekerjaan Anda.",
        "The figures are examples. Use what is realistic for your work.",
    ),
    "goal.form.vague": ("Belum terukur", "Not measurable"),
    "goal.form.better": ("Terukur", "Measurable"),
    "goal.form.target": ("Target (angka saja)", "Target (the number alone)"),
    "goal.form.target.hint": (
        "Misalnya 90 atau 12,5. Ribuan tanpa titik: 1500.",
        "For example 90 or 12.5. Thousands without a separator: 1500.",
    ),
    "goal.form.unit": ("Satuan", "Unit"),
    "goal.form.unit.hint": ("Misalnya persen, menit, laporan.", "For example percent, minutes, reports."),
    "goal.form.direction": ("Ke mana arahnya?", "Which direction is better?"),
    "goal.form.due": ("Tenggat", "Due date"),
    "goal.form.due.hint": (
        "Kapan target itu harus tercapai. Periode ini {start} sampai {end}.",
        "When the target has to be reached. This cycle runs from {start} to {end}.",
    ),
    "goal.form.evidence": ("Dari catatan mana angkanya diambil?", "Which record does the number come from?"),
    "goal.form.evidence.hint": ("Misalnya: Buku keluhan.", "For example: Complaints book."),
    "goal.form.parent": ("Tujuan atasan yang didukung", "The supervisor's goal it serves"),
    "goal.form.parent.hint": ("Boleh dikosongkan.", "May be left empty."),
    "goal.form.parent.none": ("Tidak ada yang dipilih", "None chosen"),
    "goal.form.parent.empty": (
        "Atasan Anda belum mengajukan tujuannya sendiri, jadi belum ada yang dapat dipilih.",
        "Your supervisor has not put goals of their own forward, so there is none to choose.",
    ),
    "goal.form.propose": ("Ajukan kepada atasan", "Put before my supervisor"),
    "goal.form.draft": ("Simpan rancangan", "Save as a draft"),
    "goal.form.stored": ("Yang tersimpan sekarang", "What is saved now"),
    "goal.form.stored.note": (
        "Isian di bawah adalah yang baru saja Anda tulis dan belum tersimpan. Bila disimpan, ia menggantikan yang tersimpan.",
        "Below stands what you have just written; it is not saved. If you save it, it takes the place of what is saved.",
    ),
    "goal.remove": ("Hapus tujuan ini", "Remove this goal"),
    "goal.remove.title": ("Hapus tujuan ini?", "Remove this goal?"),
    "goal.remove.what": (
        "Tujuan ini hilang dari daftar Anda dan dari halaman atasan. Ini tidak dapat dibatalkan.",
        "It disappears from your list and from your supervisor's page. This cannot be undone.",
    ),
    "goal.remove.do": ("Ya, hapus", "Yes, remove it"),
    "goal.remove.no": ("Tidak, kembali", "No, go back"),
    # achievement and reporting
    "goal.reached": ("Capaian", "Achievement"),
    "goal.reached.line": ("{percent}%, {band}", "{percent}%, {band}"),
    "goal.formula": ("Cara menghitung: {formula}.", "How it is worked out: {formula}."),
    "goal.latest": (
        "Realisasi terakhir {value} {unit} ({day}), target {target} {unit}.",
        "Last reported {value} {unit} ({day}), target {target} {unit}.",
    ),
    "goal.unreported": ("Belum ada realisasi.", "Nothing reported yet."),
    "goal.rates": (
        "Capaian adalah bahan bagi atasan. Tingkat hasil kerja tetap dinilai atasan.",
        "Achievement is material for your supervisor, who still rates the work result.",
    ),
    "goal.chart": (
        "Grafik realisasi dari {first} sampai {last} terhadap target. Angkanya ada di tabel di bawah.",
        "Chart of what was reached from {first} to {last} against the target. The figures are in the table below.",
    ),
    "goal.chart.target": ("target {target}", "target {target}"),
    "goal.report": ("Catat realisasi", "Report a realisation"),
    "goal.report.lead": (
        "Tulis jumlah sejak awal periode, bukan tambahannya. Hari yang sama menggantikan catatan hari itu.",
        "Write the number since the beginning, not what was added. The same day takes the place of that day's entry.",
    ),
    "goal.report.value": ("Realisasi dalam {unit} (angka saja)", "Realisation in {unit} (the number alone)"),
    "goal.report.day": ("Keadaan pada tanggal", "As of"),
    "goal.report.note": ("Keterangan (boleh kosong)", "Note (may be empty)"),
    "goal.report.evidence": ("Bukti dukung (boleh kosong)", "Evidence (may be empty)"),
    "goal.report.evidence.hint": (
        "Di mana atasan dapat memeriksanya, misalnya: Buku keluhan halaman 12 sampai 30.",
        "Where your supervisor can check it, for example: Complaints book, pages 12 to 30.",
    ),
    "goal.report.do": ("Simpan realisasi", "Save the realisation"),
    "goal.history": ("Catatan realisasi", "What was reported"),
    "goal.day": ("Tanggal", "Day"),
    "goal.value": ("Realisasi", "Realisation"),
    "goal.note": ("Keterangan dan bukti", "Note and evidence"),
    "goal.agreed.change": (
        "Tujuan yang disepakati tidak dapat diubah sendiri. Bila perlu, minta atasan mengembalikannya.",
        "An agreed goal cannot be changed by yourself. If it has to change, ask your supervisor to send it back.",
    ),
    "goal.over": (
        "Periode ini sudah tidak menerima perubahan dan realisasi. Yang tercatat tetap dapat dibaca.",
        "This cycle takes no changes and realisations any more. What was recorded can still be read.",
    ),
    # the supervisor
    "goal.reports.lead": (
        "Baca tujuan yang diajukan, lalu setujui atau kembalikan dengan pesan. Rancangan mereka tidak terlihat.",
        "Read what was put forward, then agree or send it back with words. Their drafts are not shown.",
    ),
    "goal.reports.none": (
        "Anda tidak memiliki bawahan langsung dalam periode yang memakai tujuan kerja.",
        "You have no direct reports in a cycle with goals.",
    ),
    "goal.reports.waiting": ("{n} tujuan menunggu jawaban Anda.", "{n} goals wait for your answer."),
    "goal.reports.nothing": ("Belum mengajukan tujuan.", "Has put no goal forward yet."),
    "goal.of": ("Tujuan {name}", "{name}'s goal"),
    "goal.answer": ("Jawaban Anda", "Your answer"),
    "goal.answer.lead": (
        "Menyetujui berarti pegawai mulai mencatat realisasi. Anda masih dapat mengembalikannya sampai periode ditutup.",
        "Once you agree the employee reports realisations. You can still send it back until the cycle closes.",
    ),
    "goal.answer.agreed": (
        "Tujuan ini sudah disepakati. Kembalikan hanya bila memang perlu diubah; realisasinya tetap tersimpan.",
        "This goal is agreed. Send it back only if it has to change; what was reported stays.",
    ),
    "goal.answer.words": ("Pesan untuk pegawai", "Words for the employee"),
    "goal.answer.words.hint": (
        "Wajib bila dikembalikan: sebut apa yang perlu diperbaiki. Paling panjang 300 huruf.",
        "Needed when you send it back: say what has to be mended. 300 characters at most.",
    ),
    "goal.agree": ("Setujui", "Agree"),
    "goal.send_back": ("Kembalikan", "Send back"),
    "goal.wait": ("Tujuan ini tidak sedang menunggu jawaban Anda.", "This goal is not waiting for your answer."),
    # beside the form
    "goal.beside": ("Bukti: tujuan yang disepakati", "Evidence: agreed goals"),
    "goal.beside.none": (
        "Tidak ada tujuan yang disepakati dengan pegawai ini dalam periode ini.",
        "No goal was agreed with this employee in this cycle.",
    ),
    "goal.beside.count": (
        "{reached} tercapai, {near} hampir, {below} di bawah 80%, {unreported} tanpa realisasi.",
        "{reached} reached, {near} nearly, {below} below 80%, {unreported} without a realisation.",
    ),
}
