"""The door for MkDocs: its events to calls of the core, and the core's answers back. Holds no rule of its own.

mkdocs-static-i18n builds the languages one after the other with one and the same config: it calls MkDocs' `build` for
the second and later ones from its own `on_post_build`, at priority -100. So every event here runs once per language,
`current_language` is right from `on_pre_build` on, and only what runs at a priority below -100 while i18n is not
`building` sees the whole site.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urljoin
from uuid import uuid4

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from mkdocs_course import project, sources
from mkdocs_course.cache.results import Results, processors
from mkdocs_course.cache.store import Store
from mkdocs_course.catalogue import dates
from mkdocs_course.catalogue.messages import catalogue, native_name
from mkdocs_course.catalogue.typography import typeset
from mkdocs_course.engine.ahead import pages_ahead
from mkdocs_course.engine.preview import Laid, Preview, edited, in_language
from mkdocs_course.finish import search
from mkdocs_course.finish.assets import keeper, lost, script, search_engine, stylesheet, worker
from mkdocs_course.finish.keeping import AWAY, Shelf, keep, sized
from mkdocs_course.finish.scan import scan
from mkdocs_course.finish.servers import REFERRER, meta_policy
from mkdocs_course.finish.swap import Swap
from mkdocs_course.finish.tighten import tighten
from mkdocs_course.finish.undate import undate
from mkdocs_course.finish.weight import Budget, Scales, over_budget
from mkdocs_course.history import last_changes
from mkdocs_course.phases import Phases
from mkdocs_course.problems import Severity, as_line
from mkdocs_course.release import contents
from mkdocs_course.release.contents import Contents, Leaf, Volume
from mkdocs_course.text import self_check_block, table_extension, typography_extension
from mkdocs_course.text.directives import PageKind
from mkdocs_course.text.pages import kind_of, read_page
from mkdocs_course.views import changes
from mkdocs_course.views.calendar import calendars
from mkdocs_course.views.expand import expand
from mkdocs_course.views.frame import frame, not_found, unkept
from mkdocs_course.views.keep import keep_page, keep_words, kept_links, shared_pages
from mkdocs_course.views.metadata import metadata
from mkdocs_course.views.progress import progress_words
from mkdocs_course.views.rendering import Compiled
from mkdocs_course.views.script import as_data, script_words, search_words, self_check_words
from mkdocs_course.views.translation import source_text
from mkdocs_course.views.viewpoint import Viewpoint
from mkdocs_course.views.worksheet import worksheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.utils.templates import TemplateContext

    from mkdocs_course.catalogue.messages import Catalogue
    from mkdocs_course.course.model import Course
    from mkdocs_course.problems import Problem

log = get_plugin_logger(__name__)

AFTER_I18N = -110
EXTENSIONS = (
    "attr_list",
    "def_list",
    "md_in_html",
    "tables",
    self_check_block.NAME,
    table_extension.NAME,
    typography_extension.NAME,
)
"""The Markdown extensions that our Markdown is written for."""
THEME = Path(__file__).parent / "theme"


class BudgetOptions(Config):  # type: ignore[no-untyped-call]
    """What a first visit to a page may cost at most, in kB of 1,000 bytes."""

    page = c.Type(int, default=35)
    """The page with its stylesheet, script and icon, compressed."""
    pictures = c.Type(int, default=150)
    """All its pictures."""


class CourseOptions(Config):  # type: ignore[no-untyped-call]
    """The plugin's options in `mkdocs.yml`; what a course is stands in its own files."""

    report_url = c.Type(str, default="")
    """Where readers report an error; `{page}` is the path of the page's file. By default the forge's new issue."""
    offline = c.Type(bool, default=False)
    """Whether the site is for places without internet: then no page leads to the forge."""
    budget = c.SubConfig(BudgetOptions)
    cache = c.Type(str, default=".cache/build.sqlite")
    """Where results stay from build to build, from the project's root; empty for nowhere."""
    processes = c.Type(int, default=0)
    """How many processes work at once; by default as many as the machine has processors."""


class CoursePlugin(BasePlugin[CourseOptions]):  # type: ignore[no-untyped-call]
    """Lays out the schedule, ties each week to its live session, and dresses the pages."""

    project: project.Project
    course: str
    """Digest of all that the project was read from."""
    results: Results
    nav: Navigation
    """That of the language which is built, and its pages for the foot."""
    foot: Sequence[Page]
    changed: Mapping[str, date]
    """The day on which each page's text last changed, by the path of its file."""

    def __init__(self) -> None:
        self.assets = {
            "stylesheet": stylesheet(THEME),
            "script": script(THEME),
            "search_engine": search_engine(THEME),
            "lost": lost(THEME),
        }
        self.on_request = (keeper(THEME), worker(THEME))
        self.compiled = Compiled()
        self.swap: Swap | None = None
        self.preview = False
        self.strict = False
        self.built: dict[Path, BuiltPage] = {}
        self.volumes: list[Volume] = []
        self.warnings = CountHandler(level=logging.WARNING)
        self.phases = Phases()
        self.read: Mapping[str, str] = {}
        """The digests of the files that the project was read from."""
        self.laid: dict[str, Laid] = {}
        """For a preview: what each language was laid out with."""
        self.amounts: Mapping[str, str] = {}
        """What stands in the last build for the marks of sizes."""

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Note whether this is a preview. As MkDocs has it, this event also keeps the plugin from build to build."""
        self.preview = command == "serve"

    @event_priority(100)
    def _begin(self, config: MkDocsConfig) -> None:
        """Read and check the course, then lead the build to a folder beside the site."""
        if _i18n(config).building:
            return
        self.warnings = CountHandler(level=logging.WARNING)
        logging.getLogger("mkdocs").addHandler(self.warnings)
        self.strict, config.strict = config.strict, False  # else a later language would never be looked at
        self.phases.begin("reading the course")
        place = _root(config) / self.config.cache
        self.results = Results(
            Store(place) if self.config.cache else None, self.config.processes or processors()
        )
        self.results.watch = self.phases.turn
        self._load(config)
        config.markdown_extensions += [name for name in EXTENSIONS if name not in config.markdown_extensions]
        self.built, self.volumes = {}, []
        self.swap = Swap(Path(config.site_dir))
        config.site_dir = str(self.swap.folder)

    @event_priority(AFTER_I18N)
    def _dress(self, config: MkDocsConfig) -> None:
        """Put our theme behind the project's own. No other is asked: to look through Material's icons takes long."""
        config.theme.dirs[:] = [folder for folder in (config.theme.custom_dir, str(THEME)) if folder]
        if keep_page(self.project):
            config.theme.static_templates.add(AWAY)

    on_config = CombinedEvent(_begin, _dress)

    @event_priority(AFTER_I18N)
    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> None:
        """Note which pages the language has, in their order."""
        self.phases.begin("pages")
        self.nav, self.foot = nav, _foot(nav, self.project.course)
        self.volumes.append(self._volume(nav, config))
        config.mdx_configs.pop(typography_extension.NAME, None)  # that of another language
        pages = (file.page or Page(None, file, config) for file in files.documentation_pages())
        pages_ahead(self.results, pages, config, files, self._shown(config))
        self.results.flush()

    @event_priority(AFTER_I18N)
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Leave out the parts of our assets; add our assets, calendars and feed."""
        self.phases.begin("calendars and worksheets")
        unused = tuple(THEME / part for part in ("css", "js", "search", "keep", "lost"))
        for file in list(files):
            if file.abs_src_path and any(Path(file.abs_src_path).is_relative_to(folder) for folder in unused):
                files.remove(file)
        view = self._view("", config)
        config.mdx_configs[self_check_block.NAME] = {"words": self_check_words(view.words)}
        made = [*calendars(view, self.results), *worksheets(view, self.results)]
        for name, content in [*made, (changes.NAME, changes.changes(view))]:
            language = view.words.language
            file = File.generated(config, f"{language}/{name}", content=content)
            file.dest_uri = _prefix(language, config) + name
            files.append(file)
        for asset in (*self.assets.values(), *(self.on_request if keep_page(self.project) else ())):
            files.append(File.generated(config, asset.name, content=asset.content))
        return files

    def on_env(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        """Give the templates the words of the language, the paths of our assets, and the policy that pages state.

        A preview has no policy: MkDocs writes the script that reloads it into its pages.
        """
        self.phases.begin("layout")
        language = _i18n(config).current_language
        if self.preview:
            self.laid[language] = Laid.now(config, self.nav, files, env)
        translations = catalogue(language).translations
        env.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
        env.globals.update({name: asset.name for name, asset in self.assets.items()})
        env.trim_blocks = env.lstrip_blocks = True
        env.bytecode_cache = self.compiled
        env.filters["data"] = as_data
        env.globals.update(policy="" if self.preview else meta_policy(), referrer=REFERRER)

    def on_page_markdown(self, markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Fill in the page's directives, and tell MkDocs its title."""
        view = self._view(_name(page), config, language=page.file.locale)  # type: ignore[attr-defined]  # set by i18n
        page.meta["title"] = typeset(page.meta.get("title") or view.title(view.name), view.words.language)
        config.mdx_configs[typography_extension.NAME] = {"language": view.words.language}
        page.meta["description"] = view.description
        key = self.results.key("expanded", self._shown(config), view.words.language, view.name, markdown)
        return self.results.recall(key, lambda: expand(markdown, view))

    @event_priority(AFTER_I18N)
    def on_page_context(
        self, context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> None:
        """Give the page's template what surrounds the text."""
        view = self._view(_name(page), config)
        source = Path(page.file.abs_src_path or "").relative_to(_root(config)).as_posix()
        self.built[Path(page.file.abs_dest_path)] = BuiltPage(source, view.words)
        _open(context).update(
            frame=frame(view, self.changed.get(source)),
            source_text=source_text(view),
            versions=_versions(page, config),
            foot=self.foot,
            script_words=script_words(view),
            progress_words=progress_words(view),
            metadata=metadata(view, view.description),
            report_url=_report_url(page, config),
            search_data=search.first_part(view.words.language),
            listed=not page.file.inclusion.is_not_in_nav(),  # type: ignore[no-untyped-call]
            offline=self.config.offline,
            changes_feed=_prefix(view.words.language, config) + changes.NAME,
        )

    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Send no byte that is not seen."""
        return tighten(output)

    def on_template_context(self, context: TemplateContext, template_name: str, config: MkDocsConfig) -> None:
        """Give the pages for missing and unkept addresses, which belong to no language, the words of all of them."""
        views = [self._view("", config, language) for language in _i18n(config).build_languages]
        _open(context)["tags"] = {view.words.language: view.words.tag for view in views}
        _open(context)["messages"] = [
            unkept(view) if template_name == AWAY else not_found(view) for view in views
        ]
        _open(context)["kept_links"] = [link for view in views for link in kept_links(view)]

    @event_priority(AFTER_I18N)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Once all languages are built: swap the new site in, unless a strict build had warnings."""
        if _i18n(config).building or not self.swap:
            return
        config.site_dir = str(self.swap.target)
        self.phases.begin("what pages cost")
        undate(self.swap.folder)
        self._refuse(self._weigh(), "Pages cost more than their budget")
        license_ = self.project.course.license
        contents.write(
            self.swap.folder,
            Contents(
                origin=config.site_url or "",
                license=(license_.name, license_.url) if license_ else ("", ""),
                volumes=tuple(self.volumes),
            ),
        )
        self.phases.begin("search")
        search.write(self.swap.folder, map(_searched, _i18n(config).build_languages), self.results)
        self.phases.begin("copies to keep")
        if keep_page(self.project):
            self.amounts = keep(
                self.swap.folder,
                [self._shelf(language, config) for language in _i18n(config).build_languages],
                self.results,
            )
        self.phases.begin("looking for join links")
        self._refuse(scan(self.swap.folder, self.results), "The built pages hold join links")
        self.phases.begin("putting the site in place")
        if self.strict and self.warnings.get_counts():
            self._abandon()
        else:
            self.swap.complete()
            log.info("The site is in %s", self.swap.target)
        self._end()

    def on_build_error(self, error: Exception) -> None:
        """Leave the old site as it was."""
        self._abandon()
        self._end()

    def on_serve(self, server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> None:
        """Reload when the course's data change, and show an edited page at once."""
        Preview(server, partial(self._show, config))
        root = _root(config)
        for name in (sources.COURSE, sources.GLOSSARY, sources.RUNS, sources.DIAGRAMS):
            if (root / name).exists():
                server.watch(str(root / name))

    def _load(self, config: MkDocsConfig) -> None:
        docs = Path(config.docs_dir).resolve().relative_to(_root(config)).as_posix()
        self.read = sources.digests(_root(config), docs)
        loaded, problems = project.load(_root(config), docs, self.results, self.read)
        for problem in problems:
            level = logging.ERROR if problem.severity is Severity.ERROR else logging.WARNING
            log.log(level, as_line(problem))
        if not loaded:
            raise PluginError(
                "The course has errors, so no site was built; an earlier one is left as it was."
            )
        built, written = set(_i18n(config).build_languages), set(loaded.pages)
        if built != written:
            raise PluginError(
                f"mkdocs.yml builds the languages {', '.join(sorted(built))}, "
                f"but {docs}/ holds pages in {', '.join(sorted(written))}: make the two agree."
            )
        self.project = loaded
        changed = sources.digests(_root(config), docs) != self.read
        if changed:  # then nobody knows what was read
            self.results.made.clear()
        self.course = self.results.key("course", self.read, uuid4().hex if changed else "")
        self.changed = last_changes(_root(config), docs)

    def _show(self, config: MkDocsConfig) -> bool:
        """Lay out the one page that was edited since the last build, in its place in the preview.

        Returns whether that shows the edit; false where more was edited, or the page tells of others.
        """
        docs = Path(config.docs_dir).resolve().relative_to(_root(config)).as_posix()
        now = sources.digests(_root(config), docs)
        path = edited(self.read, now) or ""
        language, _, name = path.removeprefix(f"{docs}/").partition("/")
        laid = self.laid.get(language)
        page = laid.page(f"{language}/{name}") if laid else None
        text, _ = read_page(_root(config), docs, language, name, self.project.course) if page else (None, [])
        if not laid or not page or not text:
            return False
        pages = {**self.project.pages, language: {**self.project.pages[language], name: text}}
        self.project, self.read = replace(self.project, pages=pages), now
        self.course = self.results.key("course", now)
        target = Path(config.site_dir) / page.file.dest_uri
        page.file.abs_dest_path = str(target)
        with in_language(_i18n(laid.config), language):
            html = laid.lay_out(page)
        target.write_text(sized(html, self.amounts), encoding="utf-8", newline="")
        Scales(self.results).weigh(target, partial(dates.size_of, words=catalogue(language)))
        log.info("%s is shown; the rest of the site follows", path)
        return True

    def _weigh(self) -> list[Problem]:
        """Say on each page what it costs; return those that cost too much."""
        problems: list[Problem] = []
        budget = Budget(self.config.budget.page, self.config.budget.pictures)
        scales = Scales(self.results)
        for path, page in self.built.items():
            weight = scales.weigh(path, partial(dates.size_of, words=page.words))
            problems += over_budget(page.source, weight, budget)
        return problems

    def _refuse(self, problems: Iterable[Problem], reason: str) -> None:
        """Report problems of the built site; where there are any, it is not put in place."""
        lines = [as_line(problem) for problem in sorted(problems)]
        for line in lines:
            log.error(line)
        if lines:
            raise PluginError(f"{reason}, so the site was not put in place.")

    def _shown(self, config: MkDocsConfig) -> str:
        """Return the key of all that a page may show of the course, beside its own text."""
        view = self._view("", config)
        return self.results.key("shown", self.course, view.folders, view.site)

    def _view(self, name: str, config: MkDocsConfig, language: str = "") -> Viewpoint:
        """Look from a page, in the reader's language or another."""
        language = language or _i18n(config).current_language
        folders = {each: _prefix(each, config) for each in _i18n(config).build_languages}
        site = urljoin(config.site_url, folders[language]) if config.site_url else ""
        return Viewpoint(self.project, catalogue(language), name, folders, site)

    def _volume(self, nav: Navigation, config: MkDocsConfig) -> Volume:
        view = self._view("", config)
        language, folder = view.words.language, view.folders[view.words.language]
        pages = [page for page in nav.pages if page.file.locale == language]  # type: ignore[attr-defined]  # set by i18n
        leaves = tuple(self._leaf(page, folder, config) for page in pages)
        words = view.words
        return Volume(language, words.tag, words.direction, folder, config.site_name, view.notice, leaves)

    def _leaf(self, page: Page, folder: str, config: MkDocsConfig) -> Leaf:
        view = self._view(_name(page), config)
        title = typeset(view.title(view.name), view.words.language)
        week = view.folder if view.folder in self.project.course.week_ids else ""
        return Leaf(page.url.removeprefix(folder), title, view.kind, week)

    def _shelf(self, language: str, config: MkDocsConfig) -> Shelf:
        words = catalogue(language)
        return Shelf(
            language=language,
            folder=_prefix(language, config),
            shared=shared_pages(self.project),
            weeks=[week.id for week in self.project.course.weeks],
            words=keep_words(words),
            amount=partial(dates.size_of, words=words),
        )

    def _abandon(self) -> None:
        if self.swap:
            self.swap.abandon()
            log.info("%s is left as it was", self.swap.target)

    def _end(self) -> None:
        self.swap = None
        self.results.flush()
        self.phases.end()
        if self.results.store:
            self.results.store.close()
        logging.getLogger("mkdocs").removeHandler(self.warnings)


@dataclass(frozen=True)
class BuiltPage:
    """Where a page of the site came from."""

    source: str
    """The path of its Markdown file from the project's root."""
    words: Catalogue


@dataclass(frozen=True)
class Version:
    """A page in one language. `real` is false where the source text stands in for a translation."""

    tag: str
    name: str
    url: str
    canonical: str
    real: bool
    current: bool
    suggest: str
    """Words of a link that suggests this version, in its language."""
    refuse: str


def _versions(page: Page, config: MkDocsConfig) -> list[Version]:
    alternates = page.file.alternates  # type: ignore[attr-defined]  # set by i18n, in no certain order
    return [
        Version(
            tag=words.tag,
            name=native_name(words.language),
            url=file.url,
            canonical=urljoin(config.site_url or "", file.url),
            real=file.locale == words.language,
            current=words.language == _i18n(config).current_language,
            # Translators: {language} is the name of your language, as it stands within a sentence.
            suggest=words.gettext("Read this page in {language}").format(
                language=words.language_name(words.language)
            ),
            refuse=words.gettext("No, thank you"),
        )
        for words in map(catalogue, _i18n(config).build_languages)
        if (file := alternates.get(words.language))
    ]


def _searched(language: str) -> search.Language:
    words = catalogue(language)
    return search.Language(language, words.tag, search_words(words))


def _report_url(page: Page, config: MkDocsConfig) -> str:
    """Return the address at which an error on the page is reported; empty if none is known."""
    pattern: str = config.plugins["course"].config.report_url
    if not pattern and config.repo_url:
        pattern = config.repo_url.rstrip("/") + "/issues/new?title={page}"
    return pattern.replace("{page}", quote(page.file.src_uri, safe=""))


def _foot(nav: Navigation, course: Course) -> list[Page]:
    """Return the pages for the foot: those in sections of the navigation that belong to no week or run."""
    pages = (page for section in nav.items if section.is_section for page in section.children or ())
    plain = {PageKind.PLAIN, PageKind.PROGRESS}
    return [page for page in pages if page.is_page and kind_of(_name(page), course) in plain]


def _name(page: Page) -> str:
    """Return the path of a page within its language's folder."""
    return page.file.src_uri.split("/", 1)[1]


def _prefix(language: str, config: MkDocsConfig) -> str:
    """Return the path of a language's pages within the site: `en/`, and nothing for the default language."""
    return "" if language == _i18n(config).default_language else f"{language}/"


def _open(context: TemplateContext) -> dict[str, Any]:
    """Look at a context as what it is, a mapping open to more names than MkDocs' own."""
    return cast("dict[str, Any]", context)


def _root(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path or "mkdocs.yml").resolve().parent


def _i18n(config: MkDocsConfig) -> Any:
    plugin = config.plugins.get("i18n")
    if not plugin:
        raise PluginError("The plugin `course` needs `i18n` (mkdocs-static-i18n) beside it in mkdocs.yml.")
    return plugin
