#!/usr/bin/env bash
# The same script on Sail, a Spark in Rust: pip install pysail pyspark-client pyarrow, and the wheel.
#   sail.sh TABLE OUT [CLI_REPORT]
set -euo pipefail
table=$1 out=$2 report=${3:-}
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
sail=$(dirname "$(command -v "$python")")/sail
"$sail" spark server --ip 127.0.0.1 --port 50061 >/dev/null 2>&1 &
server=$!
trap 'kill $server' EXIT
sleep 3
SPARK_REMOTE=sc://127.0.0.1:50061 "$python" "$here/run.py" "$table" "$out" ${report:+--report "$report"}
