# shellcheck shell=sh disable=SC2154,SC3013 # `root` is the caller's; every sh of Debian and Ubuntu has -nt and -ot
# A private virtual environment that holds exactly what one file of requirements/ lists.
# Sourced by bin/sendoff and bin/test. The caller sets `root`, the clone's folder.
#
# The environment is right when its Python is there and its stamp, `installed`, is of the same time as the list: the
# stamp is a copy of the list that keeps the list's time, made as the last step. So a start costs a few stat calls and
# no process; another list, an older one too, has another time; and an environment whose building was interrupted has
# no stamp. Its Python is a link to the versioned /usr/bin/python3.N, which an upgrade of the distribution removes.

say() { printf 'sendoff: %s\n' "$*" >&2; }

die() {
    say "$*"
    exit 1
}

# quietly LOG COMMAND...: the command's output only if it fails.
quietly() {
    quietly_log=$1
    shift
    "$@" >"$quietly_log" 2>&1 </dev/null && return
    say "failed: $*"
    tail -n 40 "$quietly_log" >&2
    return 1
}

# apt_install LOG PACKAGE...: as root, from the distribution, without a question. Ctrl-C lets it end first, since half
# installed packages make apt refuse everything else.
apt_install() (
    trap '' INT TERM HUP
    log=$1
    shift
    # Another apt may hold the lock of the lists and so refresh them for us; old lists may do too. The installation tells.
    apt-get -q update >"$log" 2>&1 </dev/null || tail -n 5 "$log" >&2
    quietly "$log" env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
        apt-get -q -y -o DPkg::Lock::Timeout=600 install --no-install-recommends "$@"
)

# packages_in FILE: the names in a list of packages, which has one a line and comments.
packages_in() { sed 's/#.*//' "$root/packaging/$1"; }

# find_python: sets `python` to the real path of an interpreter that is new enough and can make environments.
find_python() {
    for candidate in ${SENDOFF_PYTHON:-/usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11}; do
        python=$("$candidate" -I -c 'if True:
            import ensurepip, os, sys, venv
            if sys.version_info < (3, 11): sys.exit(1)
            print(os.path.realpath(sys.executable))' 2>/dev/null) && return
    done
    return 1
}

# need_python LOG: as find_python, but installs one if it may.
need_python() {
    find_python && return
    [ -z "${SENDOFF_PYTHON:-}" ] || die "SENDOFF_PYTHON=$SENDOFF_PYTHON is not a Python of 3.11 or newer with venv"
    packages=$(packages_in debian-run | xargs)
    command -v apt-get >/dev/null || die "needs Python 3.11 or newer with its venv module; none found"
    [ "$(id -u)" = 0 ] || die "needs Python 3.11 or newer with venv. Run: sudo apt-get install $packages"
    say "installing $packages"
    # shellcheck disable=SC2086 # several words
    apt_install "$1" $packages || exit 1
    find_python || die "needs Python 3.11 or newer; this distribution's is $(python3 -V 2>&1 | tail -n 1)." \
        "Use Debian 12, Ubuntu 24.04 or newer, or set SENDOFF_PYTHON"
}

# venv_fits VENV LIST: whether the environment is complete and holds what the list says. No process, unless times differ.
venv_fits() {
    [ -x "$1/bin/python" ] && [ -e "$1/installed" ] || return
    [ "$1/installed" -nt "$2" ] || [ "$1/installed" -ot "$2" ] || return 0
    cmp -s "$1/installed" "$2" || return
    touch -r "$2" "$1/installed" 2>/dev/null || : # same list, checked out anew
}

# venv_build VENV LIST: makes the environment. Of several at once, one builds and the others wait for it.
venv_build() {
    mkdir -p "${1%/*}" || exit 1
    [ -e "$1.lock" ] || : >>"$1.lock" || exit 1
    exec 9<"$1.lock" || exit 1
    flock -n 9 || {
        say "waiting for another start that is setting up $1"
        flock 9
    }
    if ! venv_fits "$1" "$2"; then
        need_python "$1.log"
        say "setting up $1 with $python"
        rm -rf "$1" || exit 1
        quietly "$1.log" "$python" -I -m venv "$1" || exit 1
        # Of dkimpy and pyspf there are only sources.
        quietly "$1.log" env PIP_USER=0 "$1/bin/python" -I -m pip install --disable-pip-version-check --no-input \
            --require-hashes --only-binary :all: --no-binary dkimpy,pyspf --requirement "$2" || exit 1
        cp -p "$2" "$1/installed" || exit 1
        rm -f "$1.log"
    fi
    exec 9<&-
}

# venv NAME LIST: sets `venv` to the folder of a fitting environment: NAME in the clone, or in the user's cache where
# the clone cannot be written.
venv() {
    venv=$root/$1
    venv_fits "$venv" "$2" && return
    if [ -e "$venv" ] && [ ! -w "$venv" ] || [ ! -w "$root" ]; then
        [ -n "${XDG_CACHE_HOME:-${HOME:-}}" ] || die "cannot write to $root, and HOME is not set"
        # one for each clone: /opt/sendoff has opt%sendoff
        set -f
        IFS=/
        # shellcheck disable=SC2086 # split at each slash
        set -- "$1" "$2" ${root#/}
        venv_name=$1 venv_list=$2
        shift 2
        IFS=%
        venv=${XDG_CACHE_HOME:-$HOME/.cache}/sendoff/$*/${venv_name#.}
        unset IFS
        set +f
        set -- "$venv_name" "$venv_list"
        venv_fits "$venv" "$2" && return
    fi
    venv_build "$venv" "$2"
}
