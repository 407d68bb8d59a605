"""Commands about staff: accounts made on the server, and the settings that change only together with an approver."""

from __future__ import annotations

import sys
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import click

from kinerja.config import Folders, language, open_office, say, tell
from kinerja_words import catalogue
from kinerja_words.problems import Doubt, Explained, refuse

if TYPE_CHECKING:
    from kinerja_office.office import Office

ACTOR = "cli"


def register(main: click.Group) -> None:
    """Add the commands of this module to the command."""
    main.add_command(account)
    main.add_command(settings)


def signed_in(office: Office, name: str, *kinds: str) -> str:
    """Ask for a staff account's secret; returns the name its acts carry in the trail.

    Its first sign-in asks for a secret of its own too, and one with a phone for its code. Where no terminal is there, each is a line of the standard input.
    Raises `Refused` for a wrong secret, and for an account of none of `kinds`.
    """
    from kinerja_office import accounts, second_factor

    session = accounts.sign_in(office, name, _secret("account.secret", name=name))
    if session is None or session.staff is None:
        raise refuse("account.wrong_secret", account=name)
    try:
        if session.needs == "code":
            session = second_factor.give(office, session, _secret("account.code", name=name)) or session
        if session.needs == "secret":
            accounts.set_secret(office, session, _secret("account.new_secret", name=name))
        now = accounts.find_session(office, session.token)
        if now is None or now.needs:
            raise refuse("second_factor.needed")
    finally:
        accounts.sign_out(office, session.token)
    if session.staff not in kinds:
        raise refuse("account.no_publisher", account=name)
    return name.strip()


def _secret(key: str, **values: object) -> str:
    if sys.stdin.isatty():
        return str(click.prompt(say(key, **values), hide_input=True))
    return sys.stdin.readline().rstrip("\r\n")


def said_yes(folders: Folders | None, error: Explained, given: Collection[str]) -> bool:
    """Whether an act was refused for doubts alone and each is right: named by `--confirm`, or said on the terminal; kept then."""
    from kinerja_office import doubts

    found = [p for p in error.problems if isinstance(p, Doubt)]
    if folders is None or not found or len(found) < len(error.problems):
        return False
    for doubt in found:
        if doubt.values["words"] in given:
            continue
        if not sys.stdin.isatty():
            return False
        click.echo(catalogue.word(doubt, language()))
        if not click.confirm(f"{catalogue.phrase(doubt.yes, language())}?"):
            return False
    with open_office(folders) as office:
        doubts.confirm(office, [d.mark for d in found], ACTOR)
    return True


@click.group()
def account() -> None:
    """Akun petugas, dari server. / Staff accounts, from the server."""


@account.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(["hr", "approver", "auditor"]), required=True)
@click.option("--name", "called", default="", metavar="NAMA", help="Nama petugasnya. / The person's name.")
@click.pass_obj
def account_add(folders: Folders, name: str, role: Any, called: str) -> None:
    """Membuat akun petugas; kata sandinya tampil sekali. / Make a staff account; its password is shown once."""
    from kinerja_office.accounts import add_staff

    with open_office(folders) as office:
        password = add_staff(office, name, role, ACTOR, called)
    tell("account.password", name=name, password=password)


@account.command("reset")
@click.argument("name")
@click.pass_obj
def account_reset(folders: Folders, name: str) -> None:
    """Kata sandi baru untuk petugas yang lupa; yang lama dan sesinya berakhir. / A new password for a forgotten secret."""
    from kinerja_office.accounts import rekey_staff

    with open_office(folders) as office:
        password = rekey_staff(office, name, ACTOR)
    tell("account.password", name=name, password=password)


@account.command("code-off")
@click.argument("name")
@click.pass_obj
def account_code_off(folders: Folders, name: str) -> None:
    """Melepas kode ponsel dari akun yang ponsel dan kode pemulihannya hilang. / No phone's code for an account any more."""
    from kinerja_office.second_factor import take_away

    with open_office(folders) as office:
        take_away(office, name, ACTOR)
    tell("account.code_off", name=name)


@account.command("list")
@click.pass_obj
def account_list(folders: Folders) -> None:
    """Semua akun petugas. / All staff accounts."""
    from kinerja_office.accounts import staff_accounts

    with open_office(folders) as office, office.store.read() as view:
        for person in staff_accounts(view):
            click.echo(f"{person.name}\t{person.staff}\t{person.called}".rstrip())


@click.command()
@click.option("--by", "name", default="", metavar="AKUN",
              help="Penyetuju yang menyetujui; kata sandinya ditanyakan. / The approver who agrees; the secret is asked for.")  # fmt: skip
@click.pass_obj
def settings(folders: Folders, name: str) -> None:
    """Pengaturan penerbitan yang menunggu penyetuju; --by menyetujuinya. / Settings that wait for an approver."""
    from kinerja_office import settings as acts

    with open_office(folders) as office:
        with office.store.read() as view:
            changed = acts.waiting(office, view)
        for setting, words in changed.items():
            click.echo(f"{setting}\t{words}")
        if changed and name:
            acts.confirm(office, signed_in(office, name, "approver"))
    tell("settings.waiting" if changed and not name else "settings.in_force")
