"""Classifies the photographs that a text file lists, a path a line, on an Apache Spark cluster.

    spark-submit recipes/spark/classify.py --ocelli build/native/ocelli --model models/imagenet/model.onnx \\
        paths.txt answers/

Every executor pipes its paths through one `ocelli classify --stdin`, which answers each with a JSON line, in
order; a photograph that cannot be read gets a line with its error, and the job goes on. The program, the model
and the photographs must be reachable under these paths on every machine (a shared file system, or
`--files`). `--threads` is best set to the cores that a Spark task has (`spark.task.cpus`).
"""

import argparse
import os
import shlex

from pyspark.sql import SparkSession


def command(options):
    words = [options.ocelli, 'classify', options.model, '--stdin', '--threads', str(options.threads)]
    return ' '.join(map(shlex.quote, words))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('paths', help='text file of paths, one a line')
    parser.add_argument('answers', help='folder to write, with a text file a partition')
    parser.add_argument('--ocelli', default='ocelli', help='the program')
    parser.add_argument('--model', required=True, help='an .onnx with a model card')
    parser.add_argument('--threads', type=int, default=1, help='of each process')
    parser.add_argument('--partitions', type=int, default=None, help='processes that one stage starts')
    options = parser.parse_args()
    spark = SparkSession.builder.appName('ocelli').getOrCreate()
    paths = spark.sparkContext.textFile(options.paths, options.partitions)
    # checkCode: a process that fails altogether (no model, no program) fails the task, which Spark repeats.
    # PySpark would start it in an empty environment, without LD_LIBRARY_PATH and OPENBLAS_CORETYPE, say.
    answers = paths.pipe(command(options), env=dict(os.environ), checkCode=True)
    answers.saveAsTextFile(options.answers)
    spark.stop()


if __name__ == '__main__':
    main()
