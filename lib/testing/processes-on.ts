import { readdirSync, readFileSync } from 'node:fs';

/** Every process that was started with this data folder, whoever started it and whatever became of that. */
export function processesOn(dataDir: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`VOKI_DATA_DIR=${dataDir}\0`);
      } catch {
        return false;
      }
    });
}
