# Runs every command that README.md shows after a "$ ", in a folder of its own.

# run_readme ROOT: returns 1 at the first command that fails, naming it.
run_readme() {
  local folder command count=0 status=0
  folder=$(mktemp -d) || return 1
  ln -s "$1/heed" "$folder/heed"
  while IFS= read -r command; do
    count=$((count + 1))
    (cd "$folder" && bash -c "$command" </dev/null >"$folder/out" 2>"$folder/err") || {
      say "README: this command failed: $command"
      cat "$folder/err" >&2
      status=1
      break
    }
  done < <(sed -n 's/^    \$ //p' "$1/README.md")
  rm -rf "$folder"
  if ((count == 0)); then
    say "README shows no command"
    return 1
  fi
  ((status == 0)) && say "README: $count commands ran as printed"
  return "$status"
}
