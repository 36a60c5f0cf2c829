# Runs every command that README.md shows after a "$ ", in a folder of its own, and compares what it
# prints with the lines below it. A line "…" there stands for any lines; no line for any output.

# run_readme ROOT: returns 1 at the first command that fails or prints something else, naming it.
run_readme() {
  local folder line command= shown= count=0 status=0
  folder=$(mktemp -d) || return 1
  ln -s "$1/heed" "$folder/heed"
  while IFS= read -r line; do
    case $line in
      '    $ '*)
        [[ -z $command ]] || run_shown || break
        command=${line#'    $ '} shown= count=$((count + 1))
        ;;
      '    '* | '') shown+=${line#'    '}$'\n' ;;
      *)
        [[ -z $command ]] || run_shown || break
        command=
        ;;
    esac
  done < <(cat "$1/README.md" && printf 'end\n')
  ((status == 0)) && same_pictures "$1"
  rm -rf "$folder"
  if ((count == 0)); then
    say "README shows no command"
    return 1
  fi
  ((status == 0)) && say "README: $count commands ran and printed what it shows"
  return "$status"
}

# Whether the pictures that README shows are those that its commands made; sets status.
same_pictures() {
  local picture
  for picture in "$1"/docs/pictures/*; do
    if ! cmp -s "$picture" "$folder/${picture##*/}"; then
      say "README: no command makes $picture as it is"
      status=1
    fi
  done
  return "$status"
}

# Runs run_readme's command in its folder, and compares; sets status.
run_shown() {
  if ! (cd "$folder" && COLUMNS=80 bash -c "$command" </dev/null >"$folder/out" 2>"$folder/err"); then
    say "README: this command failed: $command"
    cat "$folder/err" >&2
    status=1
  elif ! prints_shown; then
    say "README: this command prints something else than shown: $command"
    cat "$folder/out" >&2
    status=1
  fi
  return "$status"
}

# Whether the lines shown, between those left out, come in the output in their order.
prints_shown() {
  local rest part expected=$shown gap=
  while [[ $expected == *$'\n\n' ]]; do expected=${expected%$'\n'}; done
  [[ -n ${expected//$'\n'/} ]] || return 0
  rest=$'\n'$(<"$folder/out")$'\n'
  expected=$'\n'$expected
  while [[ $expected == *$'\n…\n'* ]]; do
    part=${expected%%$'\n…\n'*}$'\n'
    expected=$'\n'${expected#*$'\n…\n'}
    [[ -n $gap || $rest == "$part"* ]] && [[ $rest == *"$part"* ]] || return 1
    rest=$'\n'${rest#*"$part"}
    gap=yes
  done
  if [[ -n $gap ]]; then
    [[ $rest == *"$expected" ]]
  else
    [[ $rest == "$expected" ]]
  fi
}
