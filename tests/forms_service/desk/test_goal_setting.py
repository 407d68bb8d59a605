"""Progress of goal setting by unit: counts alone."""

from __future__ import annotations

from assessment.goal import Wish
from kinerja_office import cycles, goals
from tests.forms_service.desk.office import CYCLE
from tests.forms_service.desk.town import PAGE, Town

WISH = Wish("Surat selesai tanpa menunggu lama", success="Rata-rata waktu satu surat paling banyak 20 menit")


def test_goals_are_counted_by_unit_and_never_shown(town: Town) -> None:
    hr = town.consulting()
    assert hr.get(f"{PAGE}/sasaran").status_code == 303
    cycles.next_stage(town.office, CYCLE, "hr")
    assert "0 rencana hasil kerja sudah disepakati" in hr.get(PAGE).text
    people = town.people()
    boss = town.of_post("Lurah")
    reports = [n for n, e in people.items() if e.supervisor == boss][:2]
    made = [goals.save(town.office, CYCLE, n, WISH) for n in reports]
    goals.save(town.office, CYCLE, town.of_post("Camat"), WISH)  # a draft is nobody's business
    for one in made:
        goals.propose(town.office, CYCLE, one.employee, one.id)
    goals.agree(town.office, CYCLE, boss, made[0].employee, made[0].id)
    page = hr.get(f"{PAGE}/sasaran").text
    assert "1 dari 61" in page
    assert 'class="n">1</td>' in page
    assert WISH.expected_result not in page
    for person in people.values():
        assert person.name not in page
        assert person.employee_number not in page
    assert "1 rencana hasil kerja menunggu persetujuan atasan" in hr.get(PAGE).text
    assert town.client(boss).get(f"{PAGE}/sasaran").status_code == 403
