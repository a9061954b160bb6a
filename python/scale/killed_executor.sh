#!/usr/bin/env bash
# A master and two workers on loopback; an executor is killed during the job, and the outcome is the same.
#   killed_executor.sh TABLE OUT [CLI_REPORT]
set -euo pipefail
table=$1 out=$2 report=${3:-}
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
export PYSPARK_PYTHON=$python SPARK_LOCAL_IP=127.0.0.1
SPARK_HOME=$($python -c 'import pyspark, os; print(os.path.dirname(pyspark.__file__))')
export SPARK_HOME
logs=$(mktemp -d)
started=()
stop() { kill "${started[@]}" ${job:+"$job"} 2>/dev/null || true; rm -rf "$logs"; }
trap stop EXIT
start() {
  "$SPARK_HOME/bin/spark-class" "$@" >"$logs/${#started[@]}" 2>&1 &
  started+=($!)
}
start org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 7177 --webui-port 0
sleep 5
for _ in 1 2; do
  start org.apache.spark.deploy.worker.Worker spark://127.0.0.1:7177 --host 127.0.0.1 --cores 1 --memory 2g --webui-port 0 \
    --work-dir "$logs/work"
done
sleep 5
"$SPARK_HOME/bin/spark-submit" --master spark://127.0.0.1:7177 --conf spark.executor.cores=1 \
  --conf spark.executor.memory=1g --conf spark.ui.enabled=false --conf spark.log.level=ERROR \
  --conf spark.sql.files.maxPartitionBytes="${PARTITION:-16m}" \
  "$here/run.py" "$table" "$out" ${report:+--report "$report"} &
job=$!
# An executor is a child of one of our workers.
executor() { for worker in "${started[@]:1}"; do pgrep -P "$worker" java || true; done | head -1; }
for _ in $(seq 60); do
  [ -n "$(executor)" ] && break
  sleep 1
done
sleep "${KILL_AFTER:-20}"
victim=$(executor)
[ -n "$victim" ] || { echo "no executor was started; the logs are gone with this script" >&2; exit 1; }
kill -0 "$job"
kill -9 "$victim"
echo "executor $victim killed"
wait "$job"
