"""Words of objections: filing, the two sides, the decision."""

WORDS: dict[str, tuple[str, str]] = {
    "objection.title": ("Keberatan", "Objections"),
    "objection.lead": (
        "Bila penilaian atasan keliru, Anda dapat meminta atasannya memeriksa kembali.",
        "If the supervisor's assessment is wrong, you can ask that supervisor's own superior to look at it again.",
    ),
    "objection.nothing": (
        "Tidak ada keberatan, dan tidak ada masa pengajuan yang sedang dibuka.",
        "There is no objection, and no time to file one is open.",
    ),
    "objection.mine": ("Keberatan saya", "My objections"),
    "objection.to_state": ("Keberatan atas penilaian Anda", "Objections to assessments you made"),
    "objection.to_decide": ("Keberatan yang Anda putuskan", "Objections you decide"),
    "objection.of": ("Keberatan {name}", "{name}'s objection"),
    "objection.own.title": ("Keberatan saya, {title}", "My objection, {title}"),
    "objection.new.title": ("Ajukan keberatan, {title}", "File an objection, {title}"),
    "objection.back": ("Semua keberatan", "All objections"),
    "objection.file": ("Ajukan keberatan", "File an objection"),
    "objection.done.ajukan": (
        "Keberatan Anda tersimpan dan sudah sampai kepada penilai dan atasannya.",
        "Your objection is saved and has reached the appraising officer and their superior.",
    ),
    "objection.done.tarik": ("Keberatan Anda ditarik.", "Your objection is withdrawn."),
    "objection.done.tanggapan": (
        "Tanggapan Anda tersimpan. Anda masih dapat mengubahnya sampai diputus.",
        "Your statement is saved. You can still change it until the decision.",
    ),
    "objection.done.putusan": (
        "Putusan tersimpan. Kedua pihak dapat membacanya.",
        "The decision is saved. Both sides can read it.",
    ),
    # days
    "objection.until": (
        "Dapat diajukan sampai {day}, {left}.",
        "Can be filed until {day}, {left}.",
    ),
    "objection.left.many": ("tinggal {n} hari lagi", "{n} days left"),
    "objection.left.one": ("tinggal besok", "tomorrow is the last day"),
    "objection.left.today": ("hari ini hari terakhir", "today is the last day"),
    "objection.left.over": ("sudah lewat {n} hari", "{n} days ago"),
    "objection.over": (
        "Batas mengajukan keberatan sudah lewat pada {day}. Hasil ini tetap; bicarakan dengan atasan dalam dialog kinerja.",
        "The time to object ended on {day}. This result stands; talk about it with your supervisor.",
    ),
    "objection.confirm": (
        "Jumlah hari diatur kantor dan perlu dikonfirmasi Bagian Hukum.",
        "The number of days is set by the office and has to be confirmed by its legal unit.",
    ),
    "objection.state.filed": (
        "Menunggu tanggapan penilai, sampai {day} ({left}).",
        "Waiting for the appraising officer's statement, by {day} ({left}).",
    ),
    "objection.state.heard": (
        "Kedua pihak sudah didengar. Menunggu putusan, sampai {day} ({left}).",
        "Both sides were heard. Waiting for the decision, by {day} ({left}).",
    ),
    "objection.state.decided": ("Sudah diputus pada {day}: {outcome}. Final.", "Decided on {day}: {outcome}. Final."),
    "objection.state.withdrawn": ("Ditarik oleh pengaju.", "Withdrawn by the person who filed it."),
    "objection.decide_by": ("Putusan diharapkan paling lambat {day}.", "The decision is due by {day}."),
    # the case
    "objection.filed": ("Diajukan", "Filed"),
    "objection.by": ("Oleh", "By"),
    "objection.against": ("Penilai (Pejabat Penilai Kinerja)", "Appraising officer"),
    "objection.superior": ("Yang memutus", "Who decides"),
    "objection.outside": ("{post} (di luar daftar pegawai)", "{post} (outside the roster)"),
    "objection.outside.unnamed": (
        "Atasan penilai Anda berada di luar daftar pegawai. Kepegawaian menyebut jabatannya dan mencatat putusannya di sini.",
        "Your appraising officer's superior is outside the roster. Personnel names the post and records the decision here.",
    ),
    "objection.about": ("Yang dipersoalkan", "What it is about"),
    "objection.reasons": ("Alasan", "Reasons"),
    "objection.evidence": ("Bukti", "Evidence"),
    "objection.statement": ("Tanggapan penilai", "The appraising officer's statement"),
    "objection.statement.none": ("Belum ada.", "None yet."),
    "objection.form.reason": ("Alasan penilai di formulir", "The reason on the form"),
    "objection.decision": ("Putusan", "Decision"),
    "objection.decision.unheard": ("Diputus tanpa tanggapan penilai karena", "Decided without a statement because"),
    "objection.changed": ("Yang diperbaiki", "What was corrected"),
    "objection.changed.line": ("{before} menjadi {after}", "{before} becomes {after}"),
    "objection.value": ("nilai {value}", "rated {value}"),
    "objection.unrated": ("belum dinilai", "not rated"),
    # filing
    "objection.form.lead": (
        "Ada bagian penilaian atasan yang keliru? Sebut bagiannya, alasannya, dan buktinya.",
        "Is a part of the supervisor's assessment wrong? Say which part, why, and what shows it.",
    ),
    "objection.form.who": (
        "Dinilai oleh {officer}, {officer_post}. Yang memutus: {superior}, {superior_post}.",
        "Assessed by {officer}, {officer_post}. Who decides: {superior}, {superior_post}.",
    ),
    "objection.form.who.outside": ("Dinilai oleh {officer}, {officer_post}.", "Assessed by {officer}, {officer_post}."),
    "objection.form.see": (
        "Penilai dan atasannya membaca isi keberatan ini. Rekan kerja dan warga tidak.",
        "The appraising officer and their superior read this objection. Colleagues and the public do not.",
    ),
    "objection.form.none": (
        "Tidak ada penilaian atasan untuk Anda dalam periode ini, jadi belum ada yang dapat dipersoalkan. Hubungi kepegawaian.",
        "There is no supervisor's assessment of you in this cycle, so there is nothing to object to. Contact personnel.",
    ),
    "objection.form.parts": ("Bagian mana yang keliru?", "Which part is wrong?"),
    "objection.form.parts.hint": (
        "Pilih satu atau lebih. Rata-rata rekan kerja tidak dapat diubah.",
        "Choose one or more. The peers' mean cannot be changed.",
    ),
    "objection.form.reasons.hint": (
        "Apa yang keliru, dan apa yang terjadi sebenarnya? Misalnya: 38 dari 40 keluhan saya jawab tepat waktu.",
        "What is wrong, and what happened in fact? For example: I answered 38 of 40 complaints in time.",
    ),
    "objection.form.evidence": ("Bukti (boleh kosong)", "Evidence (may be empty)"),
    "objection.form.evidence.hint": (
        "Di mana dapat diperiksa, misalnya: Buku keluhan April sampai Juni.",
        "Where it can be checked, for example: Complaints book, April to June.",
    ),
    "objection.form.next": (
        "Setelah diajukan: penilai memberi tanggapan, lalu atasannya memutus secara tertulis. Putusan itu final.",
        "Once filed: the appraising officer makes a statement, then the superior decides in writing. That decision is final.",
    ),
    "objection.form.again": (
        "Keberatan Anda sebelumnya ditarik. Selama masih ada waktu Anda dapat mengajukan lagi.",
        "Your earlier objection was withdrawn. While there is time you can file again.",
    ),
    "objection.withdraw": ("Tarik keberatan", "Withdraw the objection"),
    "objection.withdraw.title": ("Tarik keberatan ini?", "Withdraw this objection?"),
    "objection.withdraw.what": (
        "Penilai dan atasannya tidak lagi memeriksanya. Anda hanya dapat mengajukan lagi sampai {day}.",
        "The appraising officer and the superior stop looking at it. You can only file again until {day}.",
    ),
    "objection.withdraw.do": ("Ya, tarik", "Yes, withdraw it"),
    "objection.withdraw.no": ("Tidak, kembali", "No, go back"),
    # the officer
    "objection.statement.lead": (
        "{name} mempersoalkan penilaian Anda. Tulis tanggapan Anda sebelum atasan Anda memutus.",
        "{name} objects to your assessment. Write your side before your superior decides.",
    ),
    "objection.statement.lead.over": (
        "Keberatan {name} atas penilaian Anda sudah selesai.",
        "{name}'s objection to your assessment is settled.",
    ),
    "objection.statement.yours": ("Tanggapan Anda", "Your statement"),
    "objection.statement.hint": (
        "Apa dasar penilaian Anda? Kedua pihak membacanya. Paling panjang {n} huruf.",
        "What was your assessment based on? Both sides read it. {n} characters at most.",
    ),
    "objection.statement.do": ("Simpan tanggapan", "Save the statement"),
    "objection.statement.changed": (
        "Tanggapan ini berubah di tab atau perangkat lain. Bandingkan dengan yang tersimpan, lalu simpan lagi.",
        "This statement changed in another tab or on another device. Compare it with what is saved, then save again.",
    ),
    # the superior
    "objection.decide.lead": (
        "Baca kedua pihak, lalu putuskan dengan alasan. Putusan Anda final.",
        "Read both sides, then decide with reasons. Your decision is final.",
    ),
    "objection.decide.lead.over": ("Keberatan ini sudah selesai.", "This objection is settled."),
    "objection.decide.outcome": ("Putusan Anda", "Your decision"),
    "objection.decide.parts": ("Perbaikan", "Corrections"),
    "objection.decide.parts.hint": (
        "Ubah hanya yang Anda perbaiki. Bila ditolak, biarkan semuanya tetap.",
        "Change only what you correct. If you reject the objection, leave all as it is.",
    ),
    "objection.decide.same": ("{value} (tetap)", "{value} (unchanged)"),
    "objection.decide.reasons.hint": (
        "Kedua pihak membacanya. Sebut bukti yang Anda pakai.",
        "Both sides read it. Name the evidence you used.",
    ),
    "objection.decide.unheard": (
        "Mengapa diputus tanpa tanggapan penilai?",
        "Why is it decided without the appraising officer's statement?",
    ),
    "objection.decide.unheard.hint": (
        "Penilai belum memberi tanggapan. Tunggulah sampai {day}, atau tulis alasannya di sini, misalnya: sedang cuti panjang.",
        "There is no statement yet. Wait until {day}, or write why here, for example: on long leave.",
    ),
    "objection.decide.final": (
        "Saya sudah membaca kedua pihak. Putusan ini final dan tidak dapat diubah.",
        "I have read both sides. This decision is final and cannot be changed.",
    ),
    "objection.decide.final.missing": (
        "Centang bahwa Anda sudah membaca kedua pihak dan putusan ini final",
        "Tick that you have read both sides and that this decision is final",
    ),
    "objection.decide.do": ("Tetapkan putusan", "Make the decision"),
    "objection.decide.changed": (
        "Ada yang berubah setelah halaman Anda dibuka. Baca lagi kedua pihak di bawah, lalu putuskan.",
        "Something changed after your page was opened. Read both sides below again, then decide.",
    ),
    "objection.not_kept": (
        "Yang Anda tulis belum tersimpan; ada di bawah ini.",
        "What you wrote is not saved; it stands below.",
    ),
}
