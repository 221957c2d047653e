#!/bin/sh
# Installs rbee @VERSION@: one file. Usage: sh install.sh [--from ADDRESS] [--to FOLDER] [--dry-run]
set -eu

version='@VERSION@'
from='@ADDRESS@'
to=''
dry=''

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case $1 in
    --from | --to)
      [ $# -ge 2 ] || fail "$1 needs a value."
      if [ "$1" = --from ]; then from=$2; else to=$2; fi
      shift 2
      ;;
    --dry-run)
      dry=yes
      shift
      ;;
    *) fail "\"$1\" is not known; use --from ADDRESS, --to FOLDER or --dry-run." ;;
  esac
done

[ "$(uname -s)" = Linux ] || fail 'the program is for Linux; elsewhere install the packages with npm.'
case $(uname -m) in
  x86_64) arch=x64 ;;
  aarch64) arch=arm64 ;;
  *) fail "there is no program for the processor $(uname -m); install the packages with npm." ;;
esac
case $arch in
  @DIGESTS@
  *) fail "this script knows no checksum of the program for $arch." ;;
esac
getconf GNU_LIBC_VERSION >/dev/null 2>&1 ||
  fail 'the program needs glibc, which this system does not have; install the packages with npm.'
[ -n "$from" ] || fail 'give the address of the folder with the program: --from https://...'
if [ -z "$to" ]; then
  if [ "$(id -u)" = 0 ]; then to=/usr/local/bin; else to=$HOME/.local/bin; fi
fi
file=rbee-$version-linux-$arch

echo "This downloads $from/$file,"
echo "checks that its SHA-256 is $digest,"
echo "and puts it into $to/rbee. It does nothing else; to remove it, delete that file and ~/.cache/rbee"
echo '(of root: /var/cache/rbee).'
[ -z "$dry" ] || exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if command -v curl >/dev/null; then
  curl --fail --silent --show-error --location --output "$work/rbee" "$from/$file" || fail "$from/$file could not be downloaded."
elif command -v wget >/dev/null; then
  wget --quiet --output-document="$work/rbee" "$from/$file" || fail "$from/$file could not be downloaded."
else
  fail 'it needs curl or wget.'
fi
echo "$digest  $work/rbee" | sha256sum --check --status ||
  fail "the SHA-256 of $from/$file is another one; nothing was installed."
mkdir -p "$to"
chmod 755 "$work/rbee"
# A program that runs keeps the old file.
cp "$work/rbee" "$to/.rbee.$$"
mv -f "$to/.rbee.$$" "$to/rbee"
echo "$("$to/rbee" --version) is in $to. Next: $to/rbee up"
case :$PATH: in *:"$to":*) ;; *) echo "$to is not in your PATH." ;; esac
