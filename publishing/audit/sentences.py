"""What the auditor says: one sentence per kind of finding, Indonesian and English, written for a clerk.

Every entry names the cell, how the trouble shows and what to do. The first field is the class of the
finding: it decides the verdict (privacy.md R8).
"""

from typing import Final

DISCLOSURE: Final = "DISCLOSURE"
UNDECIDED: Final = "UNDECIDED"
INCONSISTENT: Final = "INCONSISTENT"
NOTE: Final = "NOTE"
NONE_FOUND: Final = "NONE_FOUND"

METHODS: Final = {
    "self": ("penilaian diri", "self-assessment"),
    "supervisor": ("penilaian atasan", "supervisor assessment"),
    "peer": ("penilaian rekan kerja", "peer assessment"),
}
REBUILD: Final = (
    "Jangan diterbitkan; buat ulang paketnya dari catatan.",
    "Do not publish; make the package again from the records.",
)

SENTENCES: Final[dict[str, tuple[str, str, str]]] = {
    # files
    "missing_file": (
        INCONSISTENT,
        "Berkas {what} tidak ada di dalam paket. {redo}",
        "The file {what} is missing from the package. {redo}",
    ),
    "changed_file": (
        INCONSISTENT,
        "Isi berkas {what} tidak lagi sama dengan yang dicatat di datapackage.json: berkas telah diubah. {redo}",
        "The file {what} is no longer what datapackage.json records: it has been changed. {redo}",
    ),
    "extra_file": (
        INCONSISTENT,
        "Berkas {what} ada di folder paket tetapi tidak tercatat di datapackage.json. Keluarkan berkas itu.",
        "The file {what} lies in the package folder but is not listed in datapackage.json. Remove it.",
    ),
    "malformed": (
        INCONSISTENT,
        "{what} tidak berbentuk seperti yang ditetapkan ({why}). {redo}",
        "{what} does not have the agreed form ({why}). {redo}",
    ),
    "wrong_order": (
        INCONSISTENT,
        "Baris ini tidak pada urutannya; urutan baris dapat membocorkan urutan catatan. {redo}",
        "This row is out of order; the order of rows can give away the order of the records. {redo}",
    ),
    "repeated_row": (
        INCONSISTENT,
        "Baris ini memuat kunci yang sama dengan baris sebelumnya. {redo}",
        "This row has the same key as the one before it. {redo}",
    ),
    "unknown_table": (
        INCONSISTENT,
        "Tabel {what} tidak dikenal pemeriksa, jadi keamanannya tidak dapat dinyatakan. Keluarkan dari paket.",
        "The auditor does not know the table {what}, so it cannot call it safe. Take it out of the package.",
    ),
    "personal_number": (
        DISCLOSURE,
        "Di berkas {what} ada bilangan yang berbentuk NIP atau NIK. Hapus bilangan itu.",
        "The file {what} holds a number that has the form of a NIP or NIK. Remove the number.",
    ),
    # values
    "bad_value": (
        INCONSISTENT,
        "Nilai “{value}” pada kolom {column} untuk {cell} tidak boleh ditulis begitu ({why}). {redo}",
        "The value “{value}” in column {column} for {cell} must not be written so ({why}). {redo}",
    ),
    "mark_status": (
        INCONSISTENT,
        "Status baris {cell} tidak cocok dengan isinya: baris “withheld” hanya berisi x, baris “shown” berisi angka. {redo}",
        "The status of the row {cell} does not fit its content: a “withheld” row holds only x, a “shown” row holds figures. {redo}",
    ),
    "shares_sum": (
        INCONSISTENT,
        "Bagian-bagian persen {cell} tidak mungkin berjumlah 100 persen. {redo}",
        "The shares of {cell} cannot add up to 100 per cent. {redo}",
    ),
    "mean_shares": (
        INCONSISTENT,
        "Rata-rata {cell} tidak mungkin muncul bersama bagian-bagian persennya. {redo}",
        "The mean of {cell} cannot occur together with its shares. {redo}",
    ),
    "sum_forms": (
        INCONSISTENT,
        "Kelompok di bawah {cell} bersama-sama berisi lebih banyak {unit} daripada {cell} sendiri ({parts} > {whole}). {redo}",
        "The groups below {cell} together hold more {unit} than {cell} itself ({parts} > {whole}). {redo}",
    ),
    "sum_values": (
        INCONSISTENT,
        "{figure_id} {cell} tidak mungkin diperoleh dari angka kelompok-kelompok di bawahnya. {redo}",
        "The {figure_en} of {cell} cannot come out of the figures of the groups below it. {redo}",
    ),
    "forms_without_people": (
        INCONSISTENT,
        "Di luar kelompok yang tampil di bawah {cell} tersisa {forms} {unit} tetapi tidak ada pegawai. {redo}",
        "Outside the shown groups below {cell} there remain {forms} {unit} but no people. {redo}",
    ),
    "results_participation": (
        INCONSISTENT,
        "{cell} memuat {forms} formulir, lebih banyak daripada {sent} formulir terkirim menurut tabel partisipasi. {redo}",
        "{cell} counts {forms} forms, more than the {sent} forms sent according to the participation table. {redo}",
    ),
    "sent_assigned": (
        INCONSISTENT,
        "Pada {cell} formulir terkirim ({sent}) melebihi yang ditugaskan ({assigned}). {redo}",
        "In {cell} more forms were sent ({sent}) than assigned ({assigned}). {redo}",
    ),
    # plan
    "plan_row": (
        INCONSISTENT,
        "Baris rencana {cell} keliru ({why}). {redo}",
        "The plan row {cell} is wrong ({why}). {redo}",
    ),
    "not_planned": (
        INCONSISTENT,
        "{cell} tidak ada dalam rencana yang ditetapkan sebelum pengisian. Hapus baris itu atau perbaiki paketnya.",
        "{cell} is not in the plan fixed before the first form. Drop the row or repair the package.",
    ),
    "missing_row": (
        INCONSISTENT,
        "Baris {cell} direncanakan tetapi tidak ada di {table}. {redo}",
        "The row {cell} is planned but missing from {table}. {redo}",
    ),
    "hidden_parent": (
        INCONSISTENT,
        "{cell} tampil, padahal {parent} di atasnya disembunyikan. Sembunyikan juga {cell}.",
        "{cell} is shown although {parent} above it is withheld. Withhold {cell} as well.",
    ),
    "half_mask": (
        INCONSISTENT,
        "Sebagian predikat {cell} tampil dan sebagian disembunyikan; yang tersembunyi dapat dihitung dari yang tampil. Sembunyikan semuanya.",
        "Some predicates of {cell} are shown and some withheld; the withheld ones follow from the shown ones. Withhold them all.",
    ),
    "fallback_shown": (
        INCONSISTENT,
        "{cell} tampil, padahal menurut catatan paket aspek itu hanya boleh tampil untuk seluruh organisasi. Sembunyikan {cell}.",
        "{cell} is shown although the package records that this criterion may be shown for the whole organisation only. Withhold {cell}.",
    ),
    "mask_not_counts": (
        INCONSISTENT,
        "{cell} disembunyikan pada aspek ini tetapi tampil pada aspek “{other}” dengan formulir yang persis sama; penyembunyian tampak mengikuti nilainya, bukan jumlahnya. Periksa cara menyembunyikan.",
        "{cell} is withheld for this criterion but shown for “{other}” with exactly the same forms; the mask seems to follow the scores, not the counts. Check how the mask is made.",
    ),
    "low_threshold": (
        INCONSISTENT,
        "Ambang {what} ditetapkan {value}, di bawah batas terendah {floor}. Naikkan di organisation.toml.",
        "The threshold {what} is set to {value}, below the floor of {floor}. Raise it in organisation.toml.",
    ),
    "receipts_all": (
        INCONSISTENT,
        "Tanda terima ({receipts}) tidak sama banyaknya dengan formulir yang dihitung ({forms}). {redo}",
        "There are not as many receipts ({receipts}) as forms counted ({forms}). {redo}",
    ),
    "receipts_sum": (
        INCONSISTENT,
        "Tanda terima ({receipts}) ditambah formulir impor ({imported}) tidak sama dengan formulir yang dihitung ({forms}). {redo}",
        "Receipts ({receipts}) plus imported forms ({imported}) do not equal the forms counted ({forms}). {redo}",
    ),
    "forms_sum": (
        INCONSISTENT,
        "Formulir seluruh metode menurut tabel partisipasi ({sent}) tidak sama dengan yang dinyatakan paket ({forms}). {redo}",
        "The forms of all methods in the participation table ({sent}) do not equal those the package states ({forms}). {redo}",
    ),
    "coverage": (
        INCONSISTENT,
        "Paket menyatakan {stated} persen pegawai berada di baris yang tampil untuk {method_id}, menurut rencana {counted} persen. {redo}",
        "The package states that {stated} per cent of people are in shown rows for the {method_en}; by the plan it is {counted} per cent. {redo}",
    ),
    "uneven_rows": (
        INCONSISTENT,
        "Baris-baris {cell} tidak sama jumlah orang atau tampilannya. {redo}",
        "The rows of {cell} do not have the same people or the same mask. {redo}",
    ),
    "people_heads": (
        INCONSISTENT,
        "{cell} memuat {people} pemilik rencana, padahal menurut rencana hanya ada {heads} pegawai. {redo}",
        "{cell} counts {people} people with goals although the plan has only {heads} people. {redo}",
    ),
    "rest_people": (
        INCONSISTENT,
        "Di luar kelompok yang tampil di bawah {cell} tersisa {people} pemilik rencana, padahal hanya ada {heads} pegawai. {redo}",
        "Outside the shown groups below {cell} there remain {people} people with goals although there are only {heads} people. {redo}",
    ),
    "unknown_row": (
        INCONSISTENT,
        "{cell} bukan baris yang ditetapkan untuk tabel ini. Hapus baris itu atau perbaiki paketnya.",
        "{cell} is no row that this table may have. Drop the row or repair the package.",
    ),
    "not_held": (
        INCONSISTENT,
        "{cell} mencantumkan jumlah peserta tanpa tanggal pelaksanaan. Isi tanggalnya atau tulis x.",
        "{cell} has a number of participants but no day on which it was held. Enter the day or write x.",
    ),
    "training_changed": (
        INCONSISTENT,
        "{cell} yang diadakan {day} tercatat dengan {value} peserta, di terbitan {other} dengan {before}. Periksa mana yang benar.",
        "{cell}, held on {day}, has {value} participants here and {before} in the release of {other}. Check which is right.",
    ),
    "training_difference": (
        DISCLOSURE,
        "{cell} yang diadakan {day} terbit dengan {value} peserta dan di terbitan {other} dengan {before}; selisihnya memperlihatkan kehadiran kelompok sekecil itu. Pakai angka yang terbit lebih dulu.",
        "{cell}, held on {day}, is published with {value} participants and in the release of {other} with {before}; the difference shows the attendance of so few. Keep the number published first.",
    ),
    "few_people": (
        DISCLOSURE,
        "{cell} tampil dengan {value} orang, di bawah {limit}. Sembunyikan baris ini.",
        "{cell} is shown with {value} people, below {limit}. Withhold this row.",
    ),
    # releases
    "chain_broken": (
        INCONSISTENT,
        "Rantai terbitan terputus: {why_id}. Jangan diterbitkan sebelum jelas berkas mana yang berubah.",
        "The chain of releases is broken: {why_en}. Do not publish before it is clear which file changed.",
    ),
    "stored_verdict": (
        INCONSISTENT,
        "audit.json di dalam paket menyatakan {value}, bukan NONE_FOUND. Paket seperti itu tidak boleh terbit.",
        "audit.json in the package says {value}, not NONE_FOUND. Such a package must not be published.",
    ),
    # disclosure
    "direct": (
        DISCLOSURE,
        "{cell} tampil dengan {forms} {unit} dari {heads} pegawai; {why_id}. Sembunyikan baris ini.",
        "{cell} is shown with {forms} {unit} about {heads} people; {why_en}. Withhold this row.",
    ),
    "remainder": (
        DISCLOSURE,
        "Kurangkan {parts_id} dari {cell}: tersisa {forms} {unit} tentang {heads} pegawai ({rest_id}); {why_id}. Sembunyikan juga kelompok tampil yang paling kecil di bawah {cell}.",
        "Subtract {parts_en} from {cell}: {forms} {unit} about {heads} people remain ({rest_en}); {why_en}. Withhold the smallest shown group below {cell} too.",
    ),
    "forced_mean": (
        DISCLOSURE,
        "{how_id}: semua nilai {target_id} pasti {value}. Tampilkan aspek ini untuk seluruh organisasi saja.",
        "{how_en}: every rating of {target_en} must be {value}. Show this criterion for the whole organisation only.",
    ),
    "few_ratings": (
        DISCLOSURE,
        "Persentase {cell} tampil padahal paling banyak ada {most} nilai (batas {limit}); jumlah pastinya dapat dihitung. Ganti ketiga persentase dengan x.",
        "The shares of {cell} are shown although there are at most {most} ratings (limit {limit}); exact counts follow. Replace the shares by x.",
    ),
    "forced_predicate": (
        DISCLOSURE,
        "{how_id}: setiap pegawai di {target_id} pasti berpredikat “{value}”. Sembunyikan predikat kelompok di bawah organisasi.",
        "{how_en}: every person in {target_en} must have the predicate “{value}”. Withhold the predicates of the groups.",
    ),
    "ralat_difference": (
        DISCLOSURE,
        "{cell} terbit dua kali dengan beda {forms} formulir; selisih kedua terbitan memperlihatkan nilai kelompok sekecil itu. Tarik angka barunya dan tulis ralat dengan kata-kata.",
        "{cell} was published twice, {forms} forms apart; the difference of the two releases shows the scores of so few. Withdraw the new figures and write the erratum in words.",
    ),
    "two_plans": (
        DISCLOSURE,
        "Selisih {cell} dan {other} menyisakan {forms} formulir tentang {heads} pegawai; {why_id}. Pakai rencana kelompok terbitan pertama.",
        "The difference between {cell} and {other} leaves {forms} forms about {heads} people; {why_en}. Keep the grouping of the first release.",
    ),
    # the built site
    "site_copy": (
        INCONSISTENT,
        "Berkas unduhan {what} tidak sama persis dengan berkas di dalam paket. Bangun ulang situsnya.",
        "The download {what} is not byte for byte the file in the package. Build the site again.",
    ),
    "site_reference": (
        INCONSISTENT,
        "Acuan “{reference}” tidak dapat diikuti ({why}). Perbaiki halaman itu.",
        "The reference “{reference}” cannot be followed ({why}). Repair the page.",
    ),
    "site_text": (
        INCONSISTENT,
        "Halaman menulis “{text}”, padahal {reference} menyatakan {value}. Perbaiki halaman itu.",
        "The page says “{text}” but {reference} is {value}. Repair the page.",
    ),
    "site_unreferenced": (
        INCONSISTENT,
        "Angka {value} pada “{text}” tidak menunjuk ke nilai mana pun di paket. Beri acuan atau hapus angkanya.",
        "The figure {value} in “{text}” refers to no value of a package. Give it a reference or remove it.",
    ),
    "site_fixed": (
        INCONSISTENT,
        "Angka {value} pada “{text}” ditandai tetap, tetapi tampak seperti hasil. Beri acuan atau hapus angkanya.",
        "The figure {value} in “{text}” is marked as fixed but looks like a result. Give it a reference or remove it.",
    ),
    "site_constant": (
        INCONSISTENT,
        'Angka {value} pada “{text}” ditandai tetap, tetapi bukan skala, ambang, tahun, nama, kode, baris, atau ukuran berkas mana pun. Beri acuan, tandai kalimatnya data-fixed="text", atau hapus angkanya.',
        'The figure {value} in “{text}” is marked as fixed but is no scale point, threshold, year, name, code, row or file size. Give it a reference, mark its sentence data-fixed="text", or remove it.',
    ),
    "site_kind": (
        INCONSISTENT,
        'Tanda data-fixed="{value}" pada “{text}” tidak dikenal. Pakai data-fixed atau data-fixed="text".',
        'The mark data-fixed="{value}" on “{text}” is not known. Use data-fixed or data-fixed="text".',
    ),
    "site_not_results": (
        INCONSISTENT,
        "Halaman ini menampilkan hasil tetapi <main> tidak bertanda data-results, jadi angka bebasnya tidak diperiksa. Beri tanda itu.",
        "This page shows results but its <main> lacks data-results, so loose figures go unchecked. Add the mark.",
    ),
    "site_loose": (
        INCONSISTENT,
        "Berkas ini memuat angka {value}, padahal bukan salinan berkas paket. Hapus angkanya atau berkasnya.",
        "This file holds the figure {value} although it is no copy of a package file. Remove the figure or the file.",
    ),
    "site_unreadable": (
        INCONSISTENT,
        "Berkas ini tidak terbaca. Bangun ulang situsnya.",
        "This file cannot be read. Build the site again.",
    ),
    "site_drawing": (
        INCONSISTENT,
        "Nilai {value} digambar dengan ukuran berbeda di tempat lain ({text}); gambar memperlihatkan lebih dari nilainya. Gambarlah dari nilai yang terbit.",
        "The value {value} is drawn with another length elsewhere ({text}); the drawing shows more than the value. Draw from published values.",
    ),
    # other people's tables
    "table_direct": (
        DISCLOSURE,
        "{cell} tampil dengan {value}, di bawah ambang {limit}. Sembunyikan sel ini.",
        "{cell} is shown as {value}, below the threshold of {limit}. Withhold the cell.",
    ),
    "table_set": (
        DISCLOSURE,
        "Dengan menambah dan mengurangkan angka yang tampil, {cell} pasti {value}, di bawah ambang {limit}. Sembunyikan satu sel lagi.",
        "By adding and subtracting shown figures {cell} must be {value}, below the threshold of {limit}. Withhold one more cell.",
    ),
    "table_attribute": (
        DISCLOSURE,
        "Semua yang ada di {whole} berada di {cell}; sifat setiap orang itu diketahui. Sembunyikan atau gabungkan.",
        "Everybody in {whole} is in {cell}; the attribute of each of them is known. Withhold or merge.",
    ),
    "table_forced": (
        DISCLOSURE,
        "Menurut kolom {column}, semua {count} nilai di {cell} pasti {value}. Sembunyikan atau gabungkan.",
        "By column {column} all {count} values in {cell} must be {value}. Withhold or merge.",
    ),
    "table_contradiction": (
        INCONSISTENT,
        "Angka-angka tabel ini saling bertentangan: tidak ada isi sel yang menghasilkan semuanya. Periksa tabelnya.",
        "The figures of this table contradict each other: no cell values produce them all. Check the table.",
    ),
    # undecided
    "too_large": (
        UNDECIDED,
        "{cell}: pemeriksaan melampaui batas kerja ({what}), jadi keamanannya belum terbukti. Gabungkan kelompok atau sembunyikan baris ini.",
        "{cell}: the check exceeds its bound of work ({what}), so safety is not proven. Merge groups or withhold this row.",
    ),
    "nearly_forced": (
        UNDECIDED,
        "{how_id}: semua nilai {target_id} hampir pasti {value}; dari luar tidak dapat dipastikan. Tampilkan aspek ini untuk seluruh organisasi saja.",
        "{how_en}: nearly every rating of {target_en} must be {value}; from outside it cannot be settled. Show this criterion for the whole organisation only.",
    ),
    "unsettled": (
        UNDECIDED,
        "{figure_id} {cell} dan kelompok di bawahnya: tidak ditemukan jawaban bilangan bulat yang cocok dengan semuanya. {redo}",
        "The {figure_en} of {cell} and of the groups below it: no whole-number answers were found that fit them all. {redo}",
    ),
    "ralat_unclear": (
        UNDECIDED,
        "{cell} terbit dua kali dengan jumlah formulir sama tetapi angka lain; dari luar tidak terlihat apakah cukup banyak orang yang berubah. Tulis ralat dengan kata-kata.",
        "{cell} was published twice with equal forms but other figures; from outside nobody can tell whether enough people changed. Write the erratum in words.",
    ),
    # notes
    "derived_extreme": (
        NOTE,
        "{how_id}: {figure_id} {target_id} pasti {bound_id}. Kelompoknya cukup besar; ini catatan saja.",
        "{how_en}: the {figure_en} of {target_en} must be {bound_en}. The group is large enough; this is only a note.",
    ),
    "exact_shares": (
        NOTE,
        "Jumlah nilai tiap bagian pada {cell} dapat dihitung pasti ({value}). Kelompoknya cukup besar; ini catatan saja.",
        "The number of ratings in each band of {cell} can be computed exactly ({value}). The group is large enough; this is only a note.",
    ),
    "many_answers": (
        NOTE,
        "{cell}: {value} orang menjawab, lebih banyak daripada {people} pegawai menurut rencana. Wajar bila sebagian pegawai tidak dinilai; kalau tidak, periksa penghitungannya.",
        "{cell}: {value} people answered, more than the {people} people of the plan. Right where some staff are not assessed; otherwise check how answers were counted.",
    ),
    "few_people_shares": (
        NOTE,
        "Persentase {cell} berasal dari {most} orang dengan satu nilai masing-masing; jumlah kecil kadang dapat dihitung. Mulai {limit} orang hal itu hampir tidak terjadi.",
        "The shares of {cell} are those of {most} people with one rating each; small counts can sometimes be computed. From {limit} people on that hardly happens.",
    ),
    "shares_absent": (
        NOTE,
        "Persentase {cell} disembunyikan meskipun ada paling sedikit {least} nilai. Tidak berbahaya, tetapi boleh tampil.",
        "The shares of {cell} are withheld although there are at least {least} ratings. Harmless, but they may be shown.",
    ),
    "small_plan": (
        NOTE,
        "Kelompok {cell} direncanakan dengan {heads} pegawai, di bawah {limit}; rencana itu mudah gagal.",
        "{cell} is planned with {heads} people, below {limit}; such a plan fails easily.",
    ),
    "results_finer": (
        NOTE,
        "{cell} tampil di tabel hasil tetapi disembunyikan di tabel partisipasi; jumlah formulirnya terbaca dari hasil.",
        "{cell} is shown in the results but withheld in the participation table; its number of forms can be read from the results.",
    ),
    "plan_changed": (
        NOTE,
        "Susunan kelompok {method_id} berubah antara {first} dan {second}: {what}. Arah perubahan tidak dibandingkan untuk kelompok itu.",
        "The groups of the {method_en} changed between {first} and {second}: {what}. Trends are not compared for these groups.",
    ),
}
