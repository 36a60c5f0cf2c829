# Sourced by heed and verify: finds the JDK that builds and runs the project, and the text encoding.
#
# find_jdk sets JDK (its folder) and JDK_VERSION, or returns 1 with JDK_PROBLEM, one sentence.
# It looks at JAVA_HOME, the java on PATH and the usual folders, in this order, and reads the
# file "release" of each JDK instead of starting it. HEED_JDKS, folders that hold JDKs separated
# by colons, stands in for the usual folders.

# The file at the end of a chain of symbolic links; readlink -f is missing on older macOS.
resolve_link() {
  local file=$1 target
  while [[ -L $file ]]; do
    target=$(readlink "$file") || return 1
    case $target in
      /*) file=$target ;;
      *) file=${file%/*}/$target ;;
    esac
  done
  printf '%s\n' "$file"
}

# Sets release to the JAVA_VERSION of the JDK in folder $1; returns 1 when it names none.
read_release() {
  local line
  release=
  [[ -r $1/release ]] || return 1
  while IFS= read -r line || [[ -n $line ]]; do
    case $line in
      JAVA_VERSION=*)
        release=${line#JAVA_VERSION=}
        release=${release//[\"$'\r']/}
        ;;
    esac
  done <"$1/release"
  [[ -n $release ]]
}

# Takes folder $1 when it holds a JDK that will do; otherwise notes why one that is close will not.
consider_jdk() {
  local release
  read_release "$1" || return 1
  case $release in
    25 | 25-* | 25.0.[012] | 25.0.[012].* | 25.0.[012]-*)
      jdk_faulty="$1 is Java $release, which corrupts data under the G1 collector (JDK-8377811)"
      return 1
      ;;
    25.*) ;;
    *) return 1 ;;
  esac
  if [[ ! -x $1/bin/java || ! -x $1/bin/javac ]]; then
    jdk_incomplete="$1 is Java $release without the compiler javac"
    return 1
  fi
  JDK=$1 JDK_VERSION=$release
}

# The first JDK that will do in the folders that hold JDKs on Linux and macOS.
search_folders() {
  local folder candidate
  local -a folders
  if [[ -n ${HEED_JDKS+set} ]]; then
    IFS=: read -r -a folders <<<"$HEED_JDKS"
  else
    folders=(/usr/lib/jvm /usr/lib64/jvm /usr/java /usr/local /usr/local/lib/jvm /opt /opt/java
      "$HOME/.sdkman/candidates/java" "$HOME/.jdks" "$HOME/.gradle/jdks"
      "$HOME/.asdf/installs/java" "$HOME/.local/share/mise/installs/java"
      /Library/Java/JavaVirtualMachines "$HOME/Library/Java/JavaVirtualMachines"
      /opt/homebrew/opt /usr/local/opt)
  fi
  for folder in ${folders[@]+"${folders[@]}"}; do
    for candidate in "$folder"/*; do
      consider_jdk "$candidate" && return 0
      consider_jdk "$candidate/Contents/Home" && return 0
      consider_jdk "$candidate/libexec/openjdk.jdk/Contents/Home" && return 0
    done
  done
  return 1
}

find_jdk() {
  local java jdk_faulty= jdk_incomplete=
  HOME=${HOME:-/}
  JDK= JDK_VERSION= JDK_PROBLEM=
  consider_jdk "${JAVA_HOME:-}" && return 0
  if java=$(type -P java) && java=$(resolve_link "$java"); then
    consider_jdk "${java%/bin/java}" && return 0
  fi
  search_folders && return 0
  JDK_PROBLEM="no JDK 25 (25.0.3 or newer) found in JAVA_HOME, on PATH or in the usual folders"
  if [[ -n $jdk_faulty ]]; then
    JDK_PROBLEM+="; $jdk_faulty"
  elif [[ -n $jdk_incomplete ]]; then
    JDK_PROBLEM+="; $jdk_incomplete"
  fi
  JDK_PROBLEM+=": install one, or point JAVA_HOME to it."
  return 1
}

# Without a locale, or with one that is not installed, Java would read names and write text as ASCII.
write_utf8() {
  local letter=é
  ((${#letter} == 1)) && return
  case $(locale charmap 2>/dev/null) in
    ANSI* | US-ASCII | '') { export LC_ALL=C.UTF-8; } 2>/dev/null ;;
  esac
}
