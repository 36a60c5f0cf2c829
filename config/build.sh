# Sourced by heed when it has to build, and by verify for the lock and the search for Maven.
# Whoever sources it has find_jdk's JDK, root, PROGRAM, LAUNCH and a function fail that ends the
# script.

BUILD_LOG=$root/target/build.log
LOCK=$root/target/build.lock

say() {
  printf '%s\n' "$1" >&2
}

# Sets MVN.
find_maven() {
  MVN=$(type -P mvn) && return 0
  MVN=${MAVEN_HOME:-${M2_HOME:-/nowhere}}/bin/mvn
  [[ -x $MVN ]] && return 0
  fail "no Maven: heed is built by the command mvn, which is not on PATH; install Maven 3.8 or newer."
}

# One build at a time. The lock goes with the process, however it ends.
take_lock() {
  [[ -z ${HEED_BUILDING:-} ]] || fail "heed is being built by the process that started this one."
  export HEED_BUILDING=$$
  mkdir -p "$LAUNCH" 2>/dev/null && : 2>/dev/null >>"$LOCK" ||
    fail "heed has to be built, and $root/target cannot be written."
  if type -P flock >/dev/null; then
    exec 9>>"$LOCK"
    flock -n 9 || { say "waiting for another build of heed…" && flock 9; }
  else
    take_lock_by_link
  fi
}

# Without flock (macOS): a symbolic link that names its owner, taken over when the owner is gone.
take_lock_by_link() {
  local owner told=
  until ln -s "$$" "$LOCK.owner" 2>/dev/null; do
    owner=$(readlink "$LOCK.owner") || continue
    if ! kill -0 "$owner" 2>/dev/null; then
      mv -f "$LOCK.owner" "$LOCK.gone.$$" 2>/dev/null && rm -f "$LOCK.gone.$$"
      continue
    fi
    [[ -n $told ]] || say "waiting for another build of heed…"
    told=yes
    sleep 0.2
  done
  trap 'rm -f "$LOCK.owner"' EXIT
}

release_lock() {
  unset HEED_BUILDING
  if type -P flock >/dev/null; then
    exec 9>&-
  else
    rm -f "$LOCK.owner"
    trap - EXIT
  fi
}

# Builds the program from the sources, unless another process did so meanwhile.
build_image() {
  find_maven
  take_lock
  if ! find_image; then
    if [[ -e $LAUNCH/current ]]; then
      say "building heed (the sources have changed)…"
    else
      say "building heed (first use, about a minute)…"
      [[ $PROGRAM != spark ]] || say "(Maven fetches Apache Spark once, some 400 MB)"
    fi
    package_and_keep
  fi
  release_lock
}

package_and_keep() {
  local before part=$LAUNCH/part.$$
  rm -f "$LAUNCH"/part.*
  : >"$part"
  before=$(fingerprint)
  package || fail "$(explain_failure)"
  keep_image "$before" "$part"
}

# Maven needs neither the tests nor our terminal here, and its output is for the log. What it left
# in the module before would end up in the image. It runs beside the shell, which can so pass on a kill.
package() {
  local maven status
  rm -rf "$root/$PROGRAM/target/lib" "$root/$PROGRAM"/target/heed-"$PROGRAM"-*.jar
  (
    cd "$root" && exec env JAVA_HOME="$JDK" \
      "$MVN" -q -B -pl "$PROGRAM" -am -Dmaven.test.skip=true package
  ) </dev/null >"$BUILD_LOG" 2>&1 &
  maven=$!
  trap 'kill "$maven" 2>/dev/null; exit 130' INT
  trap 'kill "$maven" 2>/dev/null; exit 143' TERM HUP
  wait "$maven"
  status=$?
  trap - INT TERM HUP
  return "$status"
}

# Gives the jars an image of their own and makes it the current one. $1 is the fingerprint
# from before the build, $2 an empty file as old as its start.
keep_image() {
  local previous= newest
  IMAGE=$LAUNCH/$(date +%Y%m%d-%H%M%S)-$$
  [[ -r $LAUNCH/current ]] && read -r previous <"$LAUNCH/current"
  rm -rf "$IMAGE" && mkdir "$IMAGE" && keep_jars "$previous" &&
    printf '%s\n' "$1" >"$IMAGE/sources" ||
    fail "heed was built, but its jars could not be copied to $IMAGE."
  open_image
  # A source dated in the future would count as changed for ever.
  newest=$(find_sources -newer "$2" -exec ls -dt {} + | head -n 1)
  if [[ -n $newest && $(fingerprint) == "$1" ]]; then
    touch -r "$root/$newest" "$2"
  fi
  touch -r "$2" "$2.current"
  printf '%s\n' "${IMAGE##*/}" >"$2.current"
  touch -r "$2" "$2.current"
  mv -f "$2.current" "$LAUNCH/current"
  rm -f "$2"
  forget_images "${IMAGE##*/}" "$previous"
}

# Puts the jars into IMAGE. One that the image $1 has with the same bytes, such as that of the
# weights, gets a second name instead of a second copy: no build ever writes into an image.
keep_jars() {
  local jar kept
  for jar in "$root/$PROGRAM"/target/heed-"$PROGRAM"-*.jar "$root/$PROGRAM"/target/lib/*.jar; do
    kept=$LAUNCH/$1/${jar##*/}
    if ! { [[ -n $1 ]] && cmp -s "$jar" "$kept" && ln "$kept" "$IMAGE" 2>/dev/null; }; then
      cp "$jar" "$IMAGE" || return 1
    fi
  done
  [[ $PROGRAM != spark ]] || cp "$root/spark/target/others" "$IMAGE"
}

# Removes all images but those named; the one before may still be running.
forget_images() {
  local old
  for old in "$LAUNCH"/*/; do
    old=${old%/}
    [[ ${old##*/} == "$1" || ${old##*/} == "$2" ]] || rm -rf "$old"
  done
}

# One sentence on what Maven's log says.
explain_failure() {
  local line
  if grep -q -E 'Could not transfer|Unknown host|UnknownHostException|in offline mode' "$BUILD_LOG"; then
    printf 'no network: Maven must fetch libraries once and could not; its output is in %s.' \
      "$BUILD_LOG"
    return
  fi
  if grep -q 'No space left on device' "$BUILD_LOG"; then
    printf 'the disk is full; the output of Maven is in %s.' "$BUILD_LOG"
    return
  fi
  line=$(grep -E -m 1 '^\[ERROR\] .*\.java:\[' "$BUILD_LOG" ||
    grep -m 1 '^\[ERROR\]' "$BUILD_LOG" || head -n 1 "$BUILD_LOG")
  line=${line##*\[ERROR\] }
  line=${line#"$root/"}
  printf 'the build failed: %.600s (all of it is in %s).' "$line" "$BUILD_LOG"
}
