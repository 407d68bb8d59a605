"""The handbook inside the desk, and which chapter of it each page leads to."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app, render_template, request, url_for

from forms_service.desk import desk
from forms_service.web.guard import may

HANDBOOK = "handbook.id.md"
CHAPTERS: Mapping[str, str] = {
    "instruments": "5-konsultasi", "content": "isi-dan-pengaturan",
    "roster": "3-daftar-pegawai", "employee": "3-daftar-pegawai", "exports": "3-daftar-pegawai",
    "cycles": "4-membuat-periode", "overview": "16-kalender-satu-tahun", "organisation": "4-membuat-periode", "recap": "4-membuat-periode",
    "consultation": "5-konsultasi", "goals": "6-rencana-hasil-kerja-umpan-balik-dialog",
    "assignments": "7-penugasan-dan-rencana-publikasi", "slips": "8-membuka-dan-membagikan-slip",
    "participation": "9-selama-penilaian", "paper": "9-selama-penilaian", "declines": "9-selama-penilaian", "reminders": "9-selama-penilaian",
    "closing": "10-menutup-dan-menyegel",
    "evaluations": "dokumen-evaluasi-lampiran-va-permenpanrb-62022", "objections": "keberatan",
    "training": "12-pelatihan-dan-tindak-lanjut", "follow_up": "12-pelatihan-dan-tindak-lanjut",
    "preview": "13-menerbitkan", "publish": "13-menerbitkan", "citizens": "cermin-warga", "site": "menyalin-situs-ke-server-web",
    "backup": "cadangan", "destruction": "masa-simpan-dan-pemusnahan", "trail": "14-merawat", "accounts": "serah-terima",
    "help": "", "unhurried": "",
}  # fmt: skip
"""The chapter of the handbook by the module whose view shows the page; a page of no module here leads to its beginning."""


@desk.get("/bantuan")
@may("desk.see", of="office")
def help() -> str:
    """Show the handbook."""
    from forms_service.web import handbook

    return render_template("desk/help.html", text=handbook.read(HANDBOOK))


def help_here() -> str:
    """Return where the handbook speaks of the page that is shown."""
    view = current_app.view_functions.get(request.endpoint or "")
    chapter = CHAPTERS.get(view.__module__.rpartition(".")[2], "") if view else ""
    return url_for("desk.help", _anchor=chapter or None)
