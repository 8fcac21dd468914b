/**
 * What the benchmarks use of packages that only bench/package.json has: types are checked in a clone in which
 * the benchmarks never ran.
 */

declare module 'graphile-worker' {
  import type { Pool } from 'pg';
  export class Logger {
    constructor(factory: () => (level: string, message: string) => void);
  }
  export interface Runner {
    stop(): Promise<void>;
  }
  export function run(options: {
    pgPool: Pool;
    noHandleSignals: boolean;
    logger: Logger;
    preset: {
      worker: { concurrentJobs: number; localQueue: { size: number }; completeJobBatchDelay: number };
    };
    taskList: Record<string, (payload: unknown) => Promise<void>>;
  }): Promise<Runner>;
}

declare module 'pg-boss' {
  interface Job<T> {
    id: string;
    data: T;
  }
  interface Db {
    executeSql(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
  }
  export default class PgBoss {
    constructor(options: {
      db: Db;
      supervise: boolean;
      schedule: boolean;
    });
    on(event: 'error', listener: (error: Error) => void): this;
    start(): Promise<this>;
    createQueue(name: string): Promise<void>;
    insert(jobs: { name: string; data: unknown; id: string }[], options?: { db: Db }): Promise<void>;
    fetch<T>(name: string, options: { batchSize: number }): Promise<Job<T>[]>;
    complete(name: string, ids: string[]): Promise<void>;
  }
}

declare module 'bullmq' {
  interface Connection {
    host: string;
    port: number;
    maxRetriesPerRequest: null;
  }
  export class Queue<T> {
    constructor(
      name: string,
      options: {
        connection: Connection;
        defaultJobOptions: { removeOnComplete: boolean; removeOnFail: boolean };
      },
    );
    add(name: string, data: T): Promise<unknown>;
    addBulk(jobs: { name: string; data: T }[]): Promise<unknown>;
    close(): Promise<void>;
  }
  export class Worker<T> {
    constructor(
      name: string,
      run: (job: { data: T }) => Promise<void>,
      options: { connection: Connection; concurrency: number },
    );
    on(event: 'error', listener: (error: Error) => void): this;
    waitUntilReady(): Promise<unknown>;
    close(): Promise<void>;
  }
}
