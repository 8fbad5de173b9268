/** What fdtop itself costs: percent of one core since the last reading, and its resident memory. */
export class SelfCost {
  #cpu = process.cpuUsage();
  #at = performance.now();
  #first = true;
  #rss = 0;

  read(): { cpuPercent: number | null; rssBytes: number } {
    const spent = process.cpuUsage(this.#cpu);
    const now = performance.now();
    const percent = (spent.user + spent.system) / 1000 / (now - this.#at) / 0.01;
    this.#cpu = process.cpuUsage();
    this.#at = now;
    // Until the second reading it is the start of the program that was measured.
    const cpuPercent = this.#first ? null : Math.round(percent * 10) / 10;
    this.#first = false;
    return { cpuPercent, rssBytes: this.#readRss() };
  }

  #readRss(): number {
    try {
      this.#rss = process.memoryUsage.rss();
    } catch {
      // Node reads a file for it, and out of fds it cannot: the last one will do.
    }
    return this.#rss;
  }
}
