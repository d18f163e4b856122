# Shared by the scripts of this folder: what the machine needs, private PostgreSQL clusters, logins. Sourced, not run.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
state=$root/.alot
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false
# Build servers outlive the script that started them; every script leaves the machine as it found it.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# 755 whatever the umask: the cluster's account has to pass through. What is secret in it is 0600.
mkdir -p "$state" && chmod 755 "$state"
if [ -z "${HOME:-}" ] || [ ! -w "$HOME" ]; then # dotnet and NuGet need a home they can write to
  export HOME=$state/home
  mkdir -p "$HOME"
fi

# --- what the machine needs ---------------------------------------------------------------------------------------

postgres_bin() { # the folder of the newest PostgreSQL of at least version 15, or nothing
  local dir best=
  for dir in ${PG_BIN:-} $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin 2>/dev/null | sort -V) $(pg_config --bindir 2>/dev/null); do
    [ -x "$dir/initdb" ] && [ "$("$dir/postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge 15 ] && best=$dir
    [ -n "$best" ] && [ "$dir" = "${PG_BIN:-}" ] && break
  done
  printf '%s' "$best"
}

find_chromium() { # a Chromium or Chrome that answers, or nothing; Ubuntu's chromium-browser may be a stub that only names its snap
  local name path
  for name in "${ALOT_CHROMIUM:-}" chromium-headless-shell chromium google-chrome google-chrome-stable chromium-browser; do
    path=$([ -n "$name" ] && type -P "$name") || continue
    if "$path" --version 2>/dev/null | grep -qE '^(Chromium|Google Chrome)'; then
      printf '%s' "$path"
      return
    fi
  done
}

has_icu() { { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep libicuuc >/dev/null; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt_install() { # apt_install WHAT-FOR PACKAGE… ; says what is missing when it can't
  local what=$1
  shift
  if ! command -v apt-get >/dev/null || ! as_root true 2>/dev/null; then
    die "$what is missing. Install it (Debian, Ubuntu: apt-get install $*; Fedora and others name it alike) and run this again."
  fi
  say "Installing $* ($what) …"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >"$state/apt.log" 2>&1 || true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >>"$state/apt.log" 2>&1 </dev/null ||
    die "apt-get could not install $* ($what); see $state/apt.log"
}

need_machine() { # the parts that come from outside the repository
  if ! has_icu; then
    apt_install "ICU (libicu)" "$(apt-cache pkgnames libicu 2>/dev/null | grep -E '^libicu[0-9]+$' | sort -V | tail -1 | grep . || echo libicu-dev)"
  fi
  command -v dotnet >/dev/null || die "The .NET 10 SDK is missing (package dotnet-sdk-10.0, or Microsoft's installer)."
  [ -n "$(postgres_bin)" ] || apt_install "PostgreSQL 15 or newer" postgresql
  [ -n "$(postgres_bin)" ] || die "PostgreSQL 15 or newer is missing; this system's package is older. Install a newer one from the PostgreSQL project's own packages and run this again."
}

# Draws are recomputed by a program of its own, in Perl. A Debian without it still has a perl, but not these modules.
has_perl() { perl -MDigest::SHA -MJSON::PP -MPOSIX -MTime::Local -e 1 2>/dev/null; }

need_perl() { # for the tests
  has_perl || apt_install "Perl, for the tests of draws" perl
  has_perl || die "Perl lacks Digest::SHA, JSON::PP, POSIX or Time::Local, which the tests of draws need (Fedora: perl-Digest-SHA perl-JSON-PP perl-POSIX perl-Time-Local)."
}

need_oracles() { # npm packages that tests check ours against, at the versions of Alot.Tests/package-lock.json
  local have=$root/Alot.Tests/node_modules/.package-lock.json
  [ -f "$have" ] && [ "$have" -nt "$root/Alot.Tests/package-lock.json" ] && return
  command -v npm >/dev/null || apt_install "npm, for the tests' oracles" npm
  (cd "$root/Alot.Tests" && npm ci --no-audit --no-fund --ignore-scripts </dev/null >"$state/npm.log" 2>&1) ||
    { cat "$state/npm.log" >&2; die "npm ci failed in Alot.Tests"; }
}

need_tools() { (cd "$root" && dotnet tool restore >"$state/tools.log" 2>&1) || { cat "$state/tools.log" >&2; die "dotnet tool restore failed"; }; }

# After the build: where no package has it, Playwright brings its own. A Chromium with windows does, but takes three times as long
# as one without, so that is fetched where it can be.
need_chromium() {
  case $(find_chromium) in
    "${ALOT_CHROMIUM:-none}" | */chromium-headless-shell) return ;;
  esac
  if ! grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null && command -v apt-get >/dev/null && as_root true 2>/dev/null; then
    (apt_install "Chromium, for the browser tests" chromium-headless-shell) || [ -n "$(find_chromium)" ] ||
      apt_install "Chromium, for the browser tests" chromium
  fi
  [ -n "$(find_chromium)" ] && return
  local driver=$root/Alot.Tests/bin/Debug/net10.0/.playwright
  say "No Chromium on PATH (Ubuntu's is a snap); fetching Playwright's …"
  as_root true 2>/dev/null && "$driver"/node/*/node "$driver/package/cli.js" install-deps chromium >"$state/playwright.log" 2>&1 || true
  "$driver"/node/*/node "$driver/package/cli.js" install chromium >>"$state/playwright.log" 2>&1 ||
    die "The browser tests need Chromium or Chrome. Install chromium (Debian) or google-chrome-stable, or point ALOT_CHROMIUM at one; see $state/playwright.log"
}

build() { # build PROJECT-OR-SOLUTION, quiet unless it fails
  say "Building …"
  (cd "$root" && dotnet build "$1" -c "${configuration:-Debug}" -v q -nologo </dev/null >"$state/build.log" 2>&1) || {
    cat "$state/build.log" >&2
    die "The build failed."
  }
}

# --- private clusters ---------------------------------------------------------------------------------------------
# PostgreSQL refuses to run as root, so root hands its clusters to an unprivileged account. They listen on a loopback
# port only and ask for a password. fsync, full_page_writes and synchronous_commit are what a deployment has; without fsync what
# is committed still outlives any killed process, but not the machine.

cluster_account() { getent passwd postgres >/dev/null && echo postgres || echo nobody; }

as_cluster() {
  if [ "$(id -u)" -eq 0 ]; then
    local account=$(cluster_account)
    setpriv --reuid="$account" --regid="$(id -g "$account")" --clear-groups --inh-caps=-all -- env HOME=/tmp "$@"
  else
    "$@"
  fi
}

port_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

random_password() { head -c 512 /dev/urandom | LC_ALL=C tr -dc 'A-Za-z0-9' | head -c 32; }

cluster_dir() { # cluster_dir NAME: where it is kept; beside the checkout's key when its account can't reach the checkout
  local name=$1 away
  mkdir -p "$state/$name" 2>/dev/null || true
  if [ "$(id -u)" -ne 0 ] || as_cluster test -x "$state"; then
    [ -L "$state/$name" ] && rm "$state/$name" && mkdir "$state/$name"
    printf '%s' "$state/$name"
    return
  fi
  away=/var/lib/alot/$(printf '%s' "$root" | sha256sum | head -c 12)-$name
  mkdir -p "$away" && chmod 755 /var/lib/alot
  [ -L "$state/$name" ] || rmdir "$state/$name"
  ln -sfn "$away" "$state/$name"
  printf '%s' "$away"
}

cluster_running() { as_cluster "$(postgres_bin)/pg_ctl" -D "$1/data" status >/dev/null 2>&1; }

cluster_port() { sed -n 4p "$1/data/postmaster.pid"; }

start_cluster() { # start_cluster DIR ADMIN-PASSWORD FIRST-PORT [FSYNC]: makes it if need be, starts it if it isn't running
  local dir=$1 password=$2 first=$3 fsync=${4:-on} port bin durability="-c full_page_writes=on"
  # What lives for minutes and is thrown away is neither tidied nor made ready for a power cut.
  [ "$fsync" = on ] || durability="-c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off -c checkpoint_timeout=1h -c max_wal_size=8GB"
  bin=$(postgres_bin)
  # The descriptors 8 and 9 are the scripts' locks; the server must not keep them.
  (
    exec 8>&- 9>&-
    cd /
    mkdir -p "$dir"
    [ "$(id -u)" -ne 0 ] || chown "$(cluster_account)" "$dir"
    chmod 700 "$dir"
    if [ ! -f "$dir/data/global/pg_control" ]; then
      rm -rf "$dir/data"
      printf '%s' "$password" | as_cluster bash -c 'umask 077; cat >"$0"' "$dir/password"
      as_cluster "$bin/initdb" -D "$dir/data.new" -U alot_admin --auth=scram-sha-256 --pwfile="$dir/password" \
        --encoding=UTF8 --locale=C.UTF-8 --data-checksums >"$state/initdb.log" 2>&1 || { cat "$state/initdb.log" >&2; exit 1; }
      rm -f "$dir/password"
      mv "$dir/data.new" "$dir/data"
    fi
    cluster_running "$dir" && exit 0
    for port in $(seq "$first" $((first + 99))); do
      port_free "$port" || continue
      as_cluster rm -f "$dir/server.log"
      as_cluster "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/server.log" start -o "-p $port" \
        -o "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200" \
        -o "-c fsync=$fsync $durability -c synchronous_commit=on -c timezone=UTC -c log_timezone=UTC" \
        </dev/null >/dev/null 2>&1 && exit 0
      grep -q 'could not bind\|could not create any TCP/IP' "$dir/server.log" || break # somebody else was quicker: next port
    done
    tail -20 "$dir/server.log" >&2
    exit 1
  ) || die "PostgreSQL did not start in $dir"
}

stop_cluster() { # stop_cluster DIR [fast|immediate]
  cluster_running "$1" && (cd / && as_cluster "$(postgres_bin)/pg_ctl" -D "$1/data" -w -m "${2:-fast}" stop >/dev/null) || true
}

# --- the checkout's own database ----------------------------------------------------------------------------------

login_password() { sed -n "s/.*\"$1\": *\"\\([^\"]*\\)\".*/\\1/p" "$state/logins.json"; }

make_logins() { # random passwords, made once per checkout
  [ -f "$state/logins.json" ] && return
  local name comma=
  (
    umask 077
    {
      echo "{"
      for name in admin owner app orchestrator settlement; do
        printf '%b  "%s": "%s"' "$comma" "$name" "$(random_password)"
        comma=',\n'
      done
      printf '\n}\n'
    } >"$state/logins.json.new"
    mv "$state/logins.json.new" "$state/logins.json"
  )
}

# Who uses the cluster holds a shared lock on it (descriptor 8); the last to let go stops it, whoever started it.
open_database() { # sets ConnectionStrings__Alot: the server named from outside, or the private cluster, started
  exec 9>"$state/setup.lock"
  flock 9
  make_logins
  if [ -z "${ConnectionStrings__Alot:-}" ]; then
    cluster=$(cluster_dir cluster)
    exec 8>"$state/cluster.lock"
    flock -s 8
    trap close_database EXIT
    start_cluster "$cluster" "$(login_password admin)" "${ALOT_PG_PORT:-5480}"
    export ConnectionStrings__Alot="Host=127.0.0.1;Port=$(cluster_port "$cluster");Database=alot;Username=alot_admin;Password=$(login_password admin)"
  fi
  exec 9>&-
}

close_database() {
  [ -n "${cluster:-}" ] || return 0
  exec 9>"$state/setup.lock"
  flock 9
  if flock -n -x 8; then stop_cluster "$cluster"; fi
  exec 8>&- 9>&-
  cluster=
}

set_up_database() { # logins, migrations; sets the app's and the pot services' connection strings, all that the app is given
  local connections
  connections=$(
    Logins__Owner=$(login_password owner) Logins__App=$(login_password app) \
      Logins__Orchestrator=$(login_password orchestrator) Logins__Settlement=$(login_password settlement) \
      dotnet "$root/Alot.Web/bin/Debug/net10.0/Alot.Web.dll" setup </dev/null
  ) || die "The database could not be set up."
  {
    read -r ConnectionStrings__AlotApp
    read -r ConnectionStrings__AlotOrchestrator
    read -r ConnectionStrings__AlotSettlement
  } <<<"$connections"
  export ConnectionStrings__AlotApp ConnectionStrings__AlotOrchestrator ConnectionStrings__AlotSettlement
}
