/** DuckDB, which reads exported files as analysts do. */

import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

export type Answer = ReadonlyArray<Readonly<Record<string, DuckDBValue>>>;

/** What a new, empty database answers. */
export async function askDuckDb(...statements: ReadonlyArray<string>): Promise<Answer> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    let answer: Answer = [];
    for (const statement of statements) {
      answer = (await connection.runAndReadAll(statement)).getRowObjects();
    }
    return answer;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
