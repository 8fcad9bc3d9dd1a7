# For scripts that prove something by running it: counts checks, and ends with "N passed, N failed". Sourced, with $work a folder that may be written to.
passed=0 failed=0

check() { # what, command...
    local what=$1
    shift
    if "$@" > "$work/check.log" 2>&1; then
        passed=$((passed + 1))
        echo "ok      $what"
    else
        failed=$((failed + 1))
        echo "FAILED  $what"
        tail -40 "$work/check.log"
    fi
}

fails() { ! "$@"; }

finish() {
    echo "$passed passed, $failed failed"
    [ $failed = 0 ]
    exit
}
