"""The freezer: Frozen-Flask with its way shortened, so that a thousand pages take a second."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import flask_frozen

from public_site.app import Compiled, create_app, makers_of
from public_site.assets import Asset
from public_site.page import Page
from public_site.view import Site


class Freezer(flask_frozen.Freezer):  # type: ignore[misc]  # flask_frozen has no types
    """Freezes exactly the files it is asked for into a fresh folder.

    Frozen-Flask asks the application for each address through a test client. Overridden are `_generate_all_urls` (the list of
    files is complete: no `url_for` to follow, no request to make them in), `_check_endpoints` (links are checked on the finished
    pages) and `_build_one`: the one view of the application looks a file up and gives what makes it, which is called here without
    a request around it; none is read while a page is drawn. `root` is fixed: it would be put together anew for every file.
    """

    root = Path()

    def __init__(
        self, site: Site, pages: tuple[Page, ...], others: tuple[Asset, ...], target: Path, compiled: Compiled
    ) -> None:
        self.makers = makers_of(site, pages, others, compiled)
        app = create_app(self.makers)
        app.config.update(FREEZER_DESTINATION=str(target), FREEZER_REMOVE_EXTRA_FILES=False)
        super().__init__(app, with_static_files=False, with_no_argument_rules=False, log_url_for=False)
        self.root, self.folders = target, {target}
        self.made: dict[object, Path] = {}
        self.todo: tuple[str, ...] = ()

    def freeze_paths(self, paths: Iterable[str]) -> Iterator[str]:
        """Freeze the files, saying each when it is written."""
        self.todo = tuple(paths)
        for page in self.freeze_yield():
            yield page.url[1:]

    def _generate_all_urls(self) -> Iterator[tuple[str, None, None]]:
        return ((f"/{path}", None, None) for path in self.todo)

    def _check_endpoints(self, _seen: set[Any]) -> None:
        """Do nothing."""

    def _build_one(self, url: str, _last_modified: object = None) -> Path:
        """Write what a file is made of, where every program may read it."""
        path = self.root / url[1:]
        if path.parent not in self.folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.folders.add(path.parent)
        make = self.makers[url[1:]]
        same = self.made.setdefault(make, path)  # a download stands at two addresses
        with path.open("wb") as file:
            file.write(make() if same is path else same.read_bytes())
            os.fchmod(file.fileno(), 0o644)
        return path
