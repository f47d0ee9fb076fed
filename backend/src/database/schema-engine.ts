import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';

/** The adapter cuts scripts at every semicolon, also inside of function bodies: PostgreSQL takes them whole. */
class WholeScripts extends PrismaPg {
  readonly opened: { dispose: () => Promise<void> }[] = [];

  override async connect() {
    const adapter = await super.connect();
    this.opened.push(adapter);
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(script);
    };
    return adapter;
  }
}

/** The module is wired by hand because importing `.wasm` still prints an experimental warning. */
async function loadEngine() {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const bytes = await readFile(join(dirname(entry), 'schema_engine_bg.wasm'));
  // Its lock has a ten-second timer that nobody clears: it must not keep a process alive that has ended its work.
  const imports = Object.entries(bindings).map(([name, binding]): [string, unknown] =>
    name.startsWith('__wbg_setTimeout_')
      ? [name, (run: () => void, ms: number) => setTimeout(run, ms).unref()]
      : [name, binding],
  );
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': Object.fromEntries(imports) as WebAssembly.ModuleImports,
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
  return bindings;
}

/**
 * One for the process, however often this module is loaded: the bindings keep views of its memory, and would go on reading the
 * first one's.
 */
const ofProcess = globalThis as { turneroSchemaEngine?: ReturnType<typeof loadEngine> };

/** Prisma's own schema engine, as WebAssembly: the native one is a download that not every machine can reach. */
export async function openSchemaEngine(
  url: string,
): Promise<Pick<SchemaEngine, 'applyMigrations'> & { close: () => Promise<void> }> {
  const bindings = await (ofProcess.turneroSchemaEngine ??= loadEngine());
  const factory = new WholeScripts(url);
  const engine = await bindings.SchemaEngine.new(
    { datamodels: undefined },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  return {
    applyMigrations: (input) => engine.applyMigrations(input),
    // The engine does not let go of its connections by itself.
    async close() {
      engine.free();
      await Promise.all(factory.opened.map((adapter) => adapter.dispose()));
    },
  };
}

/** What Prisma leaves alone: nothing. */
export const noFilter = { externalTables: [], externalEnums: [] };
