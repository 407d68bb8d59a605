"""Words of signing in and out."""

WORDS: dict[str, tuple[str, str]] = {
    "signin.title": ("Masuk", "Sign in"),
    "signin.lead": (
        "Masuk untuk mengisi penilaian dan melihat hasil Anda.",
        "Sign in to assess and to see your results.",
    ),
    "signin.who": ("NIP atau NI PPPK", "Employee number (NIP)"),
    "signin.who.hint": (
        "18 angka, dengan atau tanpa spasi. Petugas kepegawaian: nama akun.",
        "18 digits, with or without spaces. Personnel staff: account name.",
    ),
    "signin.code": ("Kode slip atau kata sandi", "Slip code or secret"),
    "signin.code.hint": (
        "Pertama kali: kode di slip dari kepegawaian. Setelah itu: kata sandi yang Anda buat sendiri.",
        "First time: the code on the slip from personnel. After that: the secret you made yourself.",
    ),
    "signin.do": ("Masuk", "Sign in"),
    "signin.forgot": ("Lupa kata sandi, atau slip hilang?", "Forgot your secret, or lost the slip?"),
    "signin.wrong": (
        "Nomor dan kode tidak cocok. Periksa keduanya; pada kata sandi, huruf besar dan kecil berbeda.",
        "Number and code do not match. Check both; in a secret, capital and small letters differ.",
    ),
    "signin.wait": (
        "Terlalu banyak percobaan yang salah. Tunggu {n} detik, lalu coba lagi. Akun Anda tidak dikunci.",
        "Too many wrong tries. Wait {n} seconds, then try again. Your account is not locked.",
    ),
    "signin.empty.who": ("Isi NIP Anda", "Fill in your employee number"),
    "signin.empty.code": ("Isi kode slip atau kata sandi", "Fill in the slip code or your secret"),
    "signin.expired": ("Anda sudah keluar otomatis", "You were signed out"),
    "signin.expired.what": (
        "Halaman lama tidak dipakai, jadi sesi Anda diakhiri agar orang lain tidak dapat memakai komputer ini atas nama Anda.",
        "Your session was ended after a while without use, so that nobody else can use this computer in your name.",
    ),
    "signin.kept": (
        "Yang baru saja Anda isi dibawa oleh halaman ini. Masuk lagi, lalu Anda dapat menyimpannya.",
        "What you have just filled in is carried by this page. Sign in again and you can save it.",
    ),
    "signin.not_kept": (
        "Yang baru saja Anda kirim tidak tersimpan. Jawaban yang disimpan sebelumnya tetap ada.",
        "What you have just sent was not saved. Answers saved before are kept.",
    ),
    "secret.title": ("Buat kata sandi Anda sendiri", "Make your own secret"),
    "secret.lead": (
        "Kata sandi ini menggantikan kode slip. Hanya Anda yang tahu: kepegawaian pun tidak dapat melihatnya.",
        "It replaces the slip's code. Only you know it: not even the personnel office can see it.",
    ),
    "secret.new": ("Kata sandi baru", "New secret"),
    "secret.new.hint": (
        "Sedikitnya {n} huruf. Tiga kata acak mudah diingat dan sulit ditebak, misalnya: payung kopi sepeda.",
        "At least {n} characters. Three random words are easy to remember and hard to guess, such as: umbrella coffee bicycle.",
    ),
    "secret.again": ("Ketik sekali lagi", "Type it once more"),
    "secret.differ": ("Kedua isian tidak sama. Ketik ulang.", "The two entries differ. Type them again."),
    "secret.do": ("Simpan kata sandi", "Save the secret"),
    "secret.reissued": (
        "Kepegawaian menerbitkan slip baru untuk akun Anda, dan slip itulah yang baru dipakai masuk. Bila bukan Anda yang"
        " memintanya, segera beri tahu kepegawaian dan atasan Anda: orang lain mungkin sempat memakai akun ini.",
        "The personnel office issued a new slip for your account, and it was used to sign in just now. If you did not ask"
        " for it, tell personnel and your superior at once: somebody else may have used this account.",
    ),
    "forgot.title": ("Lupa kata sandi atau slip hilang", "Forgotten secret or lost slip"),
    "forgot.lead": (
        "Hanya kepegawaian yang dapat memberi Anda kode baru, dan hanya secara langsung.",
        "Only the personnel office can give you a new code, and only in person.",
    ),
    "forgot.1": (
        "Datang ke {office} dengan kartu pegawai atau KTP, {hours}.",
        "Go to {office} with your staff or identity card, {hours}.",
    ),
    "forgot.2": (
        "Anda mendapat slip baru. Kode atau kata sandi lama langsung tidak berlaku.",
        "You get a new slip. The old code or secret stops working at once.",
    ),
    "forgot.3": (
        "Masuk dengan kode baru, lalu buat kata sandi sendiri.",
        "Sign in with the new code and make your own secret.",
    ),
    "forgot.kept": (
        "Jawaban yang sudah Anda simpan atau kirim tidak hilang.",
        "Answers you have saved or sent are not lost.",
    ),
    "forgot.told": (
        "Setiap penerbitan ulang dicatat, dan Anda diberi tahu saat masuk lagi.",
        "Each re-issue is recorded, and you are told when you sign in again.",
    ),
    "left.title": ("Anda sudah keluar", "You are signed out"),
    "left.what": (
        "Jawaban yang sudah disimpan tetap ada. Peramban ini tidak menyimpan apa pun dari Anda.",
        "Saved answers are kept. This browser keeps nothing of yours.",
    ),
    "left.shared": (
        "Di komputer bersama, tutup juga jendela peramban ini.",
        "On a shared computer, close this browser window too.",
    ),
    "left.again": ("Masuk lagi", "Sign in again"),
    "carried.title": ("Anda sudah masuk lagi", "You are signed in again"),
    "carried.what": (
        "Yang Anda isi sebelum sesi berakhir belum tersimpan. Simpan sekarang?",
        "What you filled in before the session ended is not saved yet. Save it now?",
    ),
    "carried.do": ("Simpan sekarang", "Save it now"),
    "carried.drop": ("Buang, ke halaman depan", "Drop it, go to the first page"),
    "carried.other": (
        "Isian yang dibawa halaman tadi milik orang lain, atau sudah rusak, jadi tidak dibuka.",
        "What the page before carried belongs to somebody else, or was damaged, so it was not opened.",
    ),
}
