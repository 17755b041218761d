/** Makes this process answer the parent's question `cpu`: milliseconds of all its threads so far, user and system. */
export function answerCpu(): void {
  process.on('message', (message) => {
    if (message !== 'cpu') return;
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1000);
  });
}
