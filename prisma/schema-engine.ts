import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

/**
 * Prisma's schema engine as WebAssembly: what `prisma migrate diff` runs where its native engine can be downloaded.
 * Only for authoring migrations and for the check that schema and migrations agree.
 */

type Engine = typeof SchemaEngine;
interface Bindings {
  SchemaEngine: Engine;
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

/** The package's own entry imports the .wasm file as a module, which Node does only behind a flag. */
async function load(): Promise<Engine> {
  const { SchemaEngine: engine, __wbg_set_wasm } = bindings as unknown as Bindings;
  const path = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const binary = readFileSync(join(path, '../schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(binary, {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  });
  __wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return engine;
}

/** Once a process: the bindings keep views of the memory of their first instance. */
let loaded: Promise<Engine> | undefined;

/** What the engine answers instead of an empty script. */
const NOTHING = /^-- This is an empty migration\.$/m;

/** PostgreSQL's internal type of one letter, as in the catalogue that the engine reads; and `text`. */
const LETTER_OID = 18;
const TEXT_OID = 25;

/** The adapter refuses columns of that type, and the engine insists on them: told as text, and then corrected. */
function adapterFor(pool: pg.Pool): PrismaPg {
  let letters: number[] = [];
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryResult>;
  const tellAsText = async (...args: unknown[]) => {
    const result = await query(...args);
    letters = result.fields.flatMap(({ dataTypeID }, index) => (dataTypeID === LETTER_OID ? [index] : []));
    for (const field of result.fields) if (field.dataTypeID === LETTER_OID) field.dataTypeID = TEXT_OID;
    return result;
  };
  const factory = new PrismaPg(Object.assign(pool, { query: tellAsText }));
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    // The engine asks one query after the other, so the letters are those of this answer.
    adapter.queryRaw = async (sql) => {
      const answer = await queryRaw(sql);
      for (const index of letters) answer.columnTypes[index] = ColumnTypeEnum.Character;
      return answer;
    };
    return adapter;
  };
  return factory;
}

/**
 * The SQL that would make the database at `connectionString` into one of this `schema`; empty when they agree.
 * The engine could apply the migrations itself, but not those with a function body, whose semicolons it splits at.
 */
export async function schemaDifference(schema: string, connectionString: string): Promise<string> {
  loaded ??= load();
  const SchemaEngineClass = await loaded;
  const pool = new pg.Pool({ connectionString });
  const engine = await SchemaEngineClass.new(
    { datamodels: [['schema.prisma', schema]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapterFor(pool)),
  );
  const files = [{ path: 'schema.prisma', content: schema }];
  try {
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: '.' },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    return stdout?.replace(NOTHING, '').trim() ?? '';
  } finally {
    engine.free();
    await pool.end();
  }
}
