"""Words of people's say, of suggestions for training, and of what the office does about its results."""

WORDS: dict[str, tuple[str, str]] = {
    "say.title": ("Pendapat Anda", "Your say"),
    "say.lead": (
        "Penilaian ini milik bersama. Di sini Anda menilai cara menilainya, dan membaca apa yang dilakukan dengan pendapat itu.",
        "The assessment belongs to all. Here you rate how it is done, and read what was made of people's opinions.",
    ),
    "say.nothing": ("Saat ini tidak ada yang ditanyakan kepada Anda.", "Nothing is asked of you at the moment."),
    "say.done": (
        "Pendapat Anda tersimpan, tanpa nama. Anda dapat mengubahnya sampai tahap ini selesai.",
        "Your opinion is saved, without your name. You can change it until this stage ends.",
    ),
    "say.before": ("Pendapat tentang rancangan instrumen, {title}", "Opinion on the draft instrument, {title}"),
    "say.after": ("Tiga pertanyaan penutup, {title}", "Three closing questions, {title}"),
    "say.before.lead": (
        "Baca rancangan aspek yang akan dinilai. Menurut Anda, apakah jelas dan adil?",
        "Read the draft of what will be assessed. Is it clear and fair, in your view?",
    ),
    "say.after.lead": (
        "Bagaimana penilaian periode ini bagi Anda? Jawaban Anda memperbaiki periode berikutnya.",
        "How was this cycle's assessment for you? Your answer improves the next one.",
    ),
    "say.kept": (
        "Jawaban disimpan tanpa nama; saat tahap ini selesai ia dihitung, lalu dihapus, dan kuncinya dimusnahkan.",
        "Answers are kept without names; when this stage ends they are counted, then removed, and their key is destroyed.",
    ),
    "say.kept.limit": (
        "Komentar dibaca kepegawaian tanpa nama dan tanpa nilainya. Gaya menulis dapat dikenali, jadi tulis singkat. Selama tahap"
        " berjalan, orang yang menguasai server sepenuhnya dapat membacanya.",
        "Personnel reads comments without names and ratings. Style can be recognised, so keep it short. While the stage runs,"
        " somebody in full control of the server could read them.",
    ),
    "say.until": ("Sampai {day}.", "Until {day}."),
    "say.until.stage": (
        "Sampai kepegawaian menutup tahap ini. Penilaian direncanakan mulai {day}.",
        "Until personnel ends this stage. The assessment is planned to start on {day}.",
    ),
    "say.again": (
        "Anda sudah menjawab. Jawaban di bawah dapat diubah; yang terakhir yang dihitung, satu kali.",
        "You have answered. You can change the answer below; the last one counts, once.",
    ),
    "say.statements": ("Pernyataan dalam aspek ini", "The statements of this criterion"),
    "say.comment.before": ("Komentar tentang rancangan (boleh kosong)", "Comment on the draft (may be empty)"),
    "say.comment.after": ("Komentar (boleh kosong)", "Comment (may be empty)"),
    "say.comment.hint": (
        "Apa yang sebaiknya diubah? Jangan menyebut nama orang. Paling panjang {n} huruf.",
        "What should change? Do not name people. {n} characters at most.",
    ),
    "say.skip": (
        "Boleh mengosongkan yang tidak ingin Anda jawab.",
        "You may leave out what you do not want to answer.",
    ),
    "say.send": ("Kirim pendapat", "Send my opinion"),
    "say.send.again": ("Kirim perubahan", "Send the changes"),
    "say.closed": ("Tahap ini tidak sedang dibuka", "This stage is not open"),
    "say.closed.over": (
        "Pendapat tentang {title} sudah tidak dapat dikirim atau diubah. Yang sudah Anda kirim ikut dihitung.",
        "Opinions on {title} can no longer be sent or changed. What you sent before counts.",
    ),
    "say.closed.early": (
        "Pendapat tentang {title} belum dapat dikirim. Tugas saya memberi tahu bila sudah dibuka.",
        "Opinions on {title} cannot be sent yet. My tasks tells you when they can.",
    ),
    "say.closed.typed": (
        "Yang baru saja Anda isi tidak tersimpan. Komentar Anda ada di bawah bila ingin Anda salin.",
        "What you have just filled in was not saved. Your comment stands below if you want to copy it.",
    ),
    "say.heard": ("Anda menyampaikan, kami menindaklanjuti", "You said, we did"),
    "say.heard.none": (
        "Belum ada jawaban kepegawaian. Jawaban ditulis setelah pendapat dihitung.",
        "Personnel has not answered yet. Answers are written once opinions have been counted.",
    ),
    "say.said": ("Anda menyampaikan", "You said"),
    "say.did": ("Kami menindaklanjuti", "We did"),
    "say.changes": ("Yang berubah dalam versi baru", "What changed in the new version"),
    "say.stage.before": ("tentang rancangan", "on the draft"),
    "say.stage.after": ("setelah periode", "after the cycle"),
    # on the results page
    "growth.training": ("Saran pelatihan", "Training suggestions"),
    "growth.training.why": (
        "Disarankan karena aspek ini paling perlu ditingkatkan dalam hasil Anda. Bicarakan dengan atasan.",
        "Suggested because these aspects are most in need of improvement in your results. Talk about it with your supervisor.",
    ),
    "growth.training.line": ("{form}, {hours} jam.", "{form}, {hours} hours."),
    "growth.training.none": (
        "Tidak ada saran: tidak ada aspek yang jelas perlu ditingkatkan, atau belum ada program untuknya.",
        "None: no aspect is clearly in need of improvement, or there is no programme for it yet.",
    ),
    "growth.training.planned": ("Direncanakan {day}.", "Planned for {day}."),
    "growth.training.held": ("Sudah diadakan {day}.", "Held on {day}."),
    "growth.objection": ("Keberatan", "Objection"),
    "growth.objection.none": (
        "Periode ini tidak memakai tahap keberatan. Bila ada yang keliru, hubungi bagian kepegawaian.",
        "This cycle has no objections. If something is wrong, contact the personnel office.",
    ),
    "growth.objection.see": ("Lihat keberatan saya", "See my objection"),
    "growth.objection.state": ("Buka keberatannya", "Open the objection"),
    "growth.say": ("Pendapat Anda tentang penilaian ini", "Your opinion of this assessment"),
    "growth.actions": ("Tindak lanjut kantor", "What the office does"),
    "growth.actions.none": (
        "Belum ada tindak lanjut yang terbit. Daftarnya muncul di sini setelah hasil kelompok terbit.",
        "None is published yet. The list appears here once the results of groups are published.",
    ),
    "growth.action.line": ("{owner}, tenggat {day}: {state}.", "{owner}, due {day}: {state}."),
    # my tasks
    "todo.over": (
        "{title} sudah ditutup. Hasilnya dapat Anda lihat, dan masih ada yang menunggu Anda:",
        "{title} is closed. You can see its results, and something still waits for you:",
    ),
    "todo.coming": (
        "Penilaian {title} direncanakan mulai {start}. Sebelum itu ada yang menunggu Anda:",
        "The assessment of {title} is planned to start on {start}. Until then this waits for you:",
    ),
    "todo.goals.write": ("Ajukan tujuan kerja", "Put your goals forward"),
    "todo.goals.none": ("Anda belum menulis tujuan.", "You have not written a goal."),
    "todo.goals.drafts": ("{n} rancangan belum diajukan.", "{n} drafts are not put forward."),
    "todo.goals.back": ("{n} tujuan dikembalikan atasan.", "{n} goals were sent back by your supervisor."),
    "todo.goals.report": ("Catat realisasi tujuan", "Report on your goals"),
    "todo.goals.report.note": (
        "{n} tujuan belum punya realisasi. Catat sampai {end}.",
        "{n} goals have no realisation. Report until {end}.",
    ),
    "todo.goals.agree": ("Jawab tujuan bawahan", "Answer the goals of your reports"),
    "todo.goals.agree.note": ("{n} tujuan menunggu Anda.", "{n} goals wait for you."),
    "todo.by.start": ("Sebelum penilaian dibuka, {day}.", "Before the assessment opens, {day}."),
    "todo.by.stage": ("Selama tahap penetapan sasaran dibuka.", "While goal setting is open."),
    "todo.by.end": ("Paling lambat {day}.", "By {day}."),
    "todo.say.given": ("Sudah Anda jawab; masih dapat diubah.", "You have answered; you can still change it."),
    "todo.state": ("Tanggapi keberatan {name}", "State your side: {name}'s objection"),
    "todo.decide": ("Putuskan keberatan {name}", "Decide {name}'s objection"),
    "todo.decide.wait": (
        "Menunggu tanggapan penilai sampai {day}. Putusan sampai {by}.",
        "Waiting for the appraising officer's statement until {day}. Decision by {by}.",
    ),
    "todo.objection": ("Keberatan saya", "My objection"),
}
