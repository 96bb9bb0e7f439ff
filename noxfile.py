# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The checks of this collection; `.venv/bin/python -m nox --list` names them, the Makefile runs them."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path

import nox

ROOT = Path(__file__).parent.resolve()
BUILD = ROOT / "build"
sys.path.insert(0, str(ROOT / "tests" / "development"))

import machine  # noqa: E402  # pylint: disable=wrong-import-position

nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.tags = ["test"]

machine.use_clean_environment()
CORES, _left_out = machine.matrix()
NEWEST = CORES[-1]
PAGES_LEFT_OUT = ("--exclude", "examples", "--exclude", "recipes")
BETWEEN = ("ade_health_assert", "renewal", "role_ade_health")  # targets for releases between the oldest and the newest

# ansible-test runs this where it wants get-pip.
PIP_BOOTSTRAP = f"""\
import subprocess
import sys

packages = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
uv = [{sys.executable!r}, "-m", "uv", "--system-certs", "--cache-dir", {os.environ["UV_CACHE_DIR"]!r}]
sys.exit(subprocess.call([*uv, "pip", "install", "--quiet", "--python", sys.executable, *packages]))
"""


@cache
def collection_copy(name: str) -> Path:
    """The collection at a path .../ansible_collections/mdm/intune outside of any clone: ansible-test takes no other."""
    top = Path(tempfile.mkdtemp(prefix=f"mdm-intune-{name}-")).resolve()
    atexit.register(shutil.rmtree, top, ignore_errors=True)
    copy = top / "ansible_collections" / "mdm" / "intune"
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for file in subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0"):
        source, target = ROOT / file, copy / file
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)
    return copy


def install(session: nox.Session, core: machine.Core) -> None:
    """ansible-core with what the collection and its tests need. pip is there for ansible-test, which runs it."""
    requirements = ["--requirement", "tests/unit/requirements.txt", "--requirement", "tests/emulator/requirements.txt"]
    session.install(f"ansible-core=={core.version}", "pip", *requirements)


def seed_pip_bootstrap(session: nox.Session) -> None:
    """Let ansible-test fill its own virtual environments from the package index alone.

    For that it runs a script named get-pip, which it fetches from a host that many networks do not reach, unless the
    script lies where it caches it. All that it wants from the script is one pip install, and uv can do that.
    """
    program = "import ansible_test; print(ansible_test.__path__[0])"
    package = Path(str(session.run("python", "-c", program, silent=True, log=False)).strip())
    requirements = (package / "_internal" / "python_requirements.py").read_text(encoding="utf-8")
    for version in re.findall(r"\bpip='([\d.]+)'", requirements):
        script = Path.home() / ".ansible" / "test" / "cache" / f"get_pip_{version.replace('.', '_')}.py"
        script.parent.mkdir(parents=True, exist_ok=True)
        # In one step: another check may be about to run it.
        new = script.with_suffix(f".{os.getpid()}")
        new.write_text(PIP_BOOTSTRAP, encoding="utf-8")
        new.replace(script)


def ansible_test(session: nox.Session, core: machine.Core, *arguments: str) -> None:
    """Run ansible-test in the copy; checks on one ansible-core share it."""
    install(session, core)
    seed_pip_bootstrap(session)
    with session.chdir(collection_copy(core.release)):
        session.run("ansible-test", *arguments)


def tests(session: nox.Session, core: machine.Core, *arguments: str) -> None:
    # Without --python, ansible-test tries every Python that it can find.
    options = ["--requirements", "--local", "--python", core.python]
    ansible_test(session, core, *arguments[:1], *options, *(session.posargs or arguments[1:]))


def install_artefact(session: nox.Session) -> Path:
    """Build what Galaxy would get, and install it like a user: returns the collections path."""
    install(session, NEWEST)
    shutil.rmtree(BUILD / "galaxy", ignore_errors=True)
    session.run("ansible-galaxy", "collection", "build", "--output-path", str(BUILD / "galaxy"), silent=True)
    (artefact,) = (BUILD / "galaxy").glob("*.tar.gz")
    collections = BUILD / "galaxy" / "collections"
    session.run("ansible-galaxy", "collection", "install", "-p", str(collections), str(artefact), silent=True)
    return collections


def sanity(session: nox.Session, core: machine.Core) -> None:
    """ansible-test sanity, with nothing ignored."""
    ansible_test(session, core, "sanity", "--local", "--python", core.python, *session.posargs)


def units(session: nox.Session, core: machine.Core) -> None:
    """ansible-test units."""
    # The emulator knows nothing of ansible-core; the integration tests run it on the Pythons of all.
    tests(session, core, "units", *([] if core == NEWEST else ["tests/unit/plugins/"]))


def integration(session: nox.Session, core: machine.Core) -> None:
    """ansible-test integration, against the emulator."""
    # With no target ansible-test would skip everything and call that a success.
    targets = ROOT / "tests" / "integration" / "targets"
    if all(target.name.startswith("setup_") for target in targets.iterdir()):
        session.error(f"There are no targets in {targets}.")
    # What templates, roles and action plugins make of ansible-core differs between releases; modules hardly notice.
    # The pages with examples are long, and are run on the newest alone.
    older = PAGES_LEFT_OUT if core == CORES[0] else BETWEEN
    tests(session, core, "integration", *(() if core == NEWEST else older))


def add(check: Callable[[nox.Session, machine.Core], None], core: machine.Core, *tags: str) -> None:
    @wraps(check)
    def run(session: nox.Session) -> None:
        check(session, core)

    nox.session(run, name=f"{check.__name__}-{core.release}", python=core.interpreter, tags=tags)


for each in CORES:
    for core_check in (sanity, units, integration):
        add(core_check, each, "test" if each == NEWEST else "matrix")


@nox.session(python=NEWEST.interpreter, tags=["tools"])
def coverage(session: nox.Session) -> None:
    """Lines and branches of plugins/ that the unit tests reach."""
    tests(session, NEWEST, "units", "--coverage", "tests/unit/plugins/")
    ansible_test(session, NEWEST, "coverage", "combine", "--requirements")
    with session.chdir(collection_copy(NEWEST.release)):
        session.run("python", "tests/development/coverage_table.py")


@nox.session(python=NEWEST.interpreter, tags=["test"])
def artefact(session: nox.Session) -> None:
    """What ansible-galaxy builds is small, holds the collection alone, installs, and documents itself."""
    collections = install_artefact(session)
    session.run("python", "tests/development/artefact.py", str(collections))


def awx_collection(session: nox.Session) -> Path:
    """awx.awx 24, which is part of older releases of the package `ansible`: returns its collections path."""
    collections = BUILD / "awx" / "collections"
    target = collections / "ansible_collections" / "awx" / "awx"
    if not target.exists():
        with tempfile.TemporaryDirectory() as everything:
            session.install("--no-deps", "--target", everything, "ansible==13.8.0")
            shutil.copytree(Path(everything) / "ansible_collections" / "awx" / "awx", target)
    return collections


@nox.session(python=NEWEST.interpreter, tags=["test"])
def awx(session: nox.Session) -> None:
    """The content for AWX: what the real modules send, how AWX runs it, and the execution environment."""
    ours = install_artefact(session)
    session.install("--group", "awx")
    paths = f"{ours}{os.pathsep}{awx_collection(session)}"
    arguments = session.posargs or ["tests/awx"]
    session.run("pytest", "--numprocesses", "2", "--dist", "loadfile", "--collections", paths, *arguments)


@nox.session(name="ansible-lint", python=NEWEST.interpreter, tags=["test"])
def ansible_lint(session: nox.Session) -> None:
    """The profile for production."""
    session.install("--group", "ansible-lint", f"ansible-core=={NEWEST.version}", "-r", "meta/ee-requirements.txt")
    # In the copy, because it wants to find the roles and playbooks by their full names.
    copy = collection_copy(NEWEST.release)
    with session.chdir(copy):
        session.run("ansible-lint", "--offline", env={"ANSIBLE_COLLECTIONS_PATH": str(copy.parents[2])})


@nox.session(python=NEWEST.interpreter, tags=["test"])
def ruff(session: nox.Session) -> None:
    """Python style and format."""
    session.install("--group", "ruff")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session(python=NEWEST.interpreter, tags=["test"])
def mypy(session: nox.Session) -> None:
    """Strict typing of module_utils."""
    session.install("--group", "mypy", "-r", "meta/ee-requirements.txt")
    copy = collection_copy(NEWEST.release)
    with session.chdir(copy.parents[2]):
        package = "ansible_collections.mdm.intune.plugins.module_utils"
        session.run("mypy", "--config-file", str(ROOT / "pyproject.toml"), "--package", package)


@nox.session(python=NEWEST.interpreter, tags=["test"])
def yamllint(session: nox.Session) -> None:
    """YAML style."""
    session.install("--group", "yamllint")
    session.run("yamllint", "--strict", ".")


@nox.session(name="docs-lint", python=NEWEST.interpreter, tags=["test"])
def docs_lint(session: nox.Session) -> None:
    """Documentation of plugins and roles, and the pages of docs/docsite."""
    session.install("--group", "antsibull-docs", f"ansible-core=={NEWEST.version}")
    with session.chdir(collection_copy(NEWEST.release)):
        session.run("antsibull-docs", "lint-collection-docs", "--plugin-docs", ".")


def needed_program(session: nox.Session) -> str:
    """The path of the program that a session needs; without it the session is left out, which the summary says."""
    title, find = machine.PROGRAMS[session.name]
    return find() or session.skip(f"needs {title}")


@nox.session(python=NEWEST.interpreter, tags=["test"])
def browser(session: nox.Session) -> None:
    """report.html in headless Chromium; screenshots in build/browser."""
    chromium = needed_program(session)
    session.install("--group", "browser", f"ansible-core=={NEWEST.version}", "-r", "meta/ee-requirements.txt")
    copy = collection_copy(NEWEST.release)
    environment = {"CHROMIUM": chromium, "SCREENSHOTS": str(BUILD / "browser"), "PYTHONPATH": str(copy.parents[2])}
    options = ("--import-mode=importlib", "-p", "no:cacheprovider", "--quiet")
    with session.chdir(copy):
        session.run("pytest", *options, *(session.posargs or ["tests/browser"]), env=environment)


@nox.session(python=NEWEST.interpreter, tags=["test"])
def alerts(session: nox.Session) -> None:
    """report.prom and the alert rules for Prometheus, held against promtool."""
    promtool = needed_program(session)
    session.install(f"ansible-core=={NEWEST.version}", "-r", "meta/ee-requirements.txt")
    copy = collection_copy(NEWEST.release)
    with session.chdir(copy):
        session.run("python", "tests/alerts/check.py", promtool, env={"PYTHONPATH": str(copy.parents[2])})


@nox.session(python=NEWEST.interpreter, tags=["test"])
def changelog(session: nox.Session) -> None:
    """Changelog fragments."""
    session.install("--group", "antsibull-changelog", f"ansible-core=={NEWEST.version}")
    session.run("antsibull-changelog", "lint")


@nox.session(python=NEWEST.interpreter, tags=["test"])
def licences(session: nox.Session) -> None:
    """Every file says who holds the copyright and under which licence."""
    session.install("--group", "reuse")
    session.run("reuse", "lint")


@nox.session(python=NEWEST.interpreter, tags=["demo"])
def demo(session: nox.Session) -> None:
    """The playbook mdm.intune.check on an emulated estate."""
    collections = install_artefact(session)
    session.run("python", "tests/development/demo.py", str(collections), *session.posargs)


@nox.session(python=NEWEST.interpreter, tags=["tools"])
def benchmark(session: nox.Session) -> None:
    """Speed and memory side by side with peers, as ratios."""
    collections = install_artefact(session)
    session.install("--group", "benchmark")
    session.run("python", "tests/benchmark/benchmark.py", str(collections), *session.posargs)


@nox.session(python=NEWEST.interpreter, tags=["tools"])
def docs(session: nox.Session) -> None:
    """Build the documentation site into build/docs."""
    session.install("--group", "docs", f"ansible-core=={NEWEST.version}", "-r", "meta/ee-requirements.txt")
    copy, site = collection_copy(NEWEST.release), BUILD / "docs"
    shutil.rmtree(site, ignore_errors=True)
    site.mkdir(parents=True)
    options = ("--use-current", "--squash-hierarchy", "--lenient", "--dest-dir", str(site))
    collections = {"ANSIBLE_COLLECTIONS_PATH": str(copy.parents[2])}
    session.run("antsibull-docs", "sphinx-init", *options, "mdm.intune", env=collections)
    with session.chdir(site):
        session.run("./build.sh", env=collections, external=True)
    session.log(f"Open {site / 'build' / 'html' / 'index.html'}")


@nox.session(name="format", python=NEWEST.interpreter, tags=["tools"])
def format_code(session: nox.Session) -> None:
    """Format the Python code."""
    session.install("--group", "ruff")
    session.run("ruff", "check", "--fix")
    session.run("ruff", "format")
