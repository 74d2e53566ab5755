/** What the app's process used while it was sent hints. */
export interface Cost {
  cpuSeconds: number;
  peakMemoryMib: number;
}
