"""`course release`: what partners take away."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mkdocs_course.cli_common import refusing, writing
from mkdocs_course.cli_verify import verify
from mkdocs_course.release import making, signing
from mkdocs_course.release.contents import UnknownSiteError
from mkdocs_course.release.edition import UndatedError, edition
from mkdocs_course.release.extras import MissingError

NAMES = [artefact.name for artefact in making.ARTEFACTS]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
PASSWORD = "COURSE_KEY_PASSWORD"  # noqa: S105  the name of a variable


@click.group(invoke_without_command=True)
@click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    default="site",
    show_default=True,
    help="The built site.",
)
@click.option(
    "--to",
    type=click.Path(file_okay=False, path_type=Path),
    default="dist",
    show_default=True,
    help="Folder of the releases.",
)
@click.option(
    "--version", default="", help="A day, or a day and a number; by default the last change of a text."
)
@click.option("--key", type=FILE, help="Secret key of minisign that signs the release.")
@click.option(
    "--only", type=click.Choice(NAMES), multiple=True, help="Make this alone, outside of any release."
)
@click.option("--without", type=click.Choice(NAMES), multiple=True, help="Leave this out of the release.")
@click.pass_context
def release(
    context: click.Context,
    site: Path,
    to: Path,
    version: str,
    key: Path | None,
    only: tuple[str, ...],
    without: tuple[str, ...],
) -> None:
    """Make of the built site what partners take away, in dist/<version>/: archives, books, packages, sums, signature.

    The password of a locked key is asked for, or taken from COURSE_KEY_PASSWORD.
    """
    if context.invoked_subcommand:
        return
    with refusing(UnknownSiteError), refusing(UndatedError), refusing(MissingError), writing():
        made = edition(site, version)
        chosen = [name for name in only or NAMES if name not in without]
        target = None if only else to / made.version
        if found := making.refusals(made, chosen, target):
            raise click.ClickException("\n".join(found))
        signer = _signer(key) if key and not only else None
        to.mkdir(parents=True, exist_ok=True)
        if only:
            _tell(making.single(made, to, chosen))
            return
        _tell(making.release(made, to, chosen, signer))
    click.echo(f"The release is in {target}.", err=True)
    if not signer:
        click.echo(
            "It is not signed, so no mirror will take it: make a key with `course release key course`, "
            "then give --key course.key.",
            err=True,
        )


release.add_command(verify)


@release.command("key")
@click.argument("name", type=click.Path(path_type=Path))
@click.option("--open", "open_", is_flag=True, help="Without a password, for a machine that signs alone.")
def new_key(name: Path, open_: bool) -> None:
    """Make a pair of keys: NAME.key, which signs and which nobody else may see, and NAME.pub, which everybody may."""
    secret, public = name.with_name(f"{name.name}.key"), name.with_name(f"{name.name}.pub")
    for path in (secret, public):
        if path.exists():
            raise click.ClickException(
                f"{path} is there already; a key in use is not replaced: choose another name"
            )
    password = "" if open_ else click.prompt("Password of the key", hide_input=True, confirmation_prompt=True)
    with refusing(MissingError), writing():
        own, shared = signing.new_keys(password)
        with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(own)
        public.write_bytes(shared)
    click.echo(f"{secret}: keep it safe and secret, and a copy elsewhere\n{public}: give it to every partner")


def _signer(path: Path) -> signing.Key:
    with refusing(signing.KeyRefusedError):
        key = signing.Key(path.read_bytes())
        if key.locked:
            password = os.environ.get(PASSWORD) or click.prompt(f"Password of {path}", hide_input=True)
            key.unlock(password)
    return key


def _tell(steps: making.Steps) -> None:
    """Say what is begun, and of each file that it is done and how large it is."""
    for step in steps:
        line = f"  {step.name}: {_amount(step)}" if isinstance(step, Path) else f"{step} …"
        click.echo(line, err=True)


def _amount(path: Path) -> str:
    size = path.stat().st_size
    return f"{size:,} B" if size < 10_000 else f"{size / 1000:,.0f} kB"
