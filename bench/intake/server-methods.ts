/** What the processes that serve the intake can be asked. */
export type IntakeServer = ReturnType<typeof serverMethods>;

export function serverMethods(port: number) {
  return {
    port: (): number => port,
    /** Processor microseconds of this process so far. */
    cpuMicros: (): number => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
  };
}
