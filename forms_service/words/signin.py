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
    "signin.code": ("Kode slip atau kata sandi Anda", "Slip code or your own secret"),
    "signin.code.hint": (
        "Pertama kali: kode di slip. Setelah itu: kata sandi yang Anda buat sendiri.",
        "First time: the code on your slip. After that: the secret you made yourself.",
    ),
    "signin.do": ("Masuk", "Sign in"),
    "signin.forgot": ("Lupa kata sandi atau slip hilang?", "Forgot your secret or lost the slip?"),
    "signin.wrong": (
        "Nomor dan kode tidak cocok. Periksa keduanya; huruf besar dan kecil pada kata sandi berbeda.",
        "Number and code do not match. Check both; capital and small letters differ in a secret.",
    ),
    "signin.empty.who": ("Isi NIP Anda", "Fill in your employee number"),
    "signin.empty.code": ("Isi kode slip atau kata sandi", "Fill in the slip code or your secret"),
}
