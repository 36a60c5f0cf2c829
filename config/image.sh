# Sourced by heed: what was built last, and whether it is still what the sources say.
#
# There are two programs: heed itself (the module cli) and, for heed spark, the module spark on
# Spark's own class path. PROGRAM says which one; whoever sources this has set it.
#
# An image is a folder target/launch/PROGRAM/NAME with the jars of one build, the fingerprint of the
# sources they were made from and, for each JDK, an archive of loaded classes for a fast start.
# target/launch/current names the image in use; it is replaced last, so that a build that fails
# changes nothing, and a heed that runs keeps its jars while another is built.

LAUNCH=$root/target/launch/$PROGRAM

# All files that a build of the program reads; $@ are further tests for find. Call in a subshell.
find_sources() {
  cd "$root" && find pom.xml .mvn ./*/pom.xml ./*/src/main "$@" 2>/dev/null
}

# One line that changes when the name or content of any source does.
fingerprint() {
  (find_sources -type f -exec cksum {} +) | LC_ALL=C sort | cksum
}

# Sets IMAGE; returns 1 when there is no image of these sources.
find_image() {
  local name
  [[ -r $LAUNCH/current ]] || return 1
  read -r name <"$LAUNCH/current"
  IMAGE=$LAUNCH/$name
  [[ -n $name && -r $IMAGE/sources ]] || return 1
  [[ -z $(find_sources -newer "$LAUNCH/current" | head -n 1) ]] || return 1
  others_exist || return 1
  [[ $(fingerprint) == "$(<"$IMAGE/sources")" ]]
}

# Whether the jars that IMAGE names are still where Maven kept them.
others_exist() {
  local jar
  [[ -r $IMAGE/others ]] || return 0
  while IFS= read -r -d : jar; do
    [[ -r $jar ]] || return 1
  done <"$IMAGE/others"
}

# Sets IMAGE_CLASS_PATH and IMAGE_FLAGS for IMAGE and JDK.
open_image() {
  local jar home=${JDK//\//_}
  ((${#home} <= 100)) || home=${home:${#home}-100}
  IMAGE_CLASS_PATH=
  for jar in "$IMAGE"/*.jar; do
    IMAGE_CLASS_PATH+=${IMAGE_CLASS_PATH:+:}$jar
  done
  # Jars of others that are large are named where Maven keeps them, rather than copied.
  if [[ -r $IMAGE/others ]]; then
    IMAGE_CLASS_PATH+=:$(<"$IMAGE/others")
  fi
  # The JVM's own log would go to stdout; an archive that does not fit is passed over in silence.
  IMAGE_FLAGS=(-Xlog:disable '-Xlog:all=error,aot*=off,cds*=off:stderr'
    --add-modules jdk.incubator.vector -Djava.awt.headless=true)
  if [[ $PROGRAM == spark ]]; then
    # Spark and its libraries use what newer JDKs warn about.
    IMAGE_FLAGS+=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
      -Dlog4j2.configurationFile=classpath:dev/heed/spark/command/quiet.properties)
    return
  fi
  # A collector that the user chose would clash with this one.
  case "${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-}" in
    *-XX:+Use*GC*) ;;
    *) IMAGE_FLAGS+=(-XX:+UseSerialGC) ;;
  esac
  IMAGE_ARCHIVE=$IMAGE/$JDK_VERSION$home.aot
  if [[ ! -e $IMAGE_ARCHIVE && -w $IMAGE ]]; then
    record_archive
  fi
  if [[ -s $IMAGE_ARCHIVE ]]; then
    IMAGE_FLAGS+=("-XX:AOTCache=$IMAGE_ARCHIVE")
  fi
}

# Runs the program once to learn which classes it loads. An empty file says that this failed and
# need not be tried again. The user's own JVM options, say for a debugger, are not for this run.
record_archive() {
  local part=$IMAGE/part.$$
  JDK_JAVA_OPTIONS='' JAVA_TOOL_OPTIONS='' \
    "$JDK/bin/java" "${IMAGE_FLAGS[@]}" "-XX:AOTCacheOutput=$part" \
    -cp "$IMAGE_CLASS_PATH" dev.heed.cli.Rehearsal </dev/null >/dev/null 2>&1
  [[ -s $part ]] || : >"$part"
  mv -f "$part" "$IMAGE_ARCHIVE"
  rm -f "$part".*
}
