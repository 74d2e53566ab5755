/** One line for people, about a fleet; its texts are those of the timeline, which hold no secret. */
export interface LogLine {
  severity: 'info' | 'warn' | 'error';
  message: string;
  attributes: Record<string, string>;
}

/** What takes the telemetry. Spans and metrics go through OpenTelemetry's API, which knows nothing of lines or of flushing. */
export interface TelemetrySink {
  log(line: LogLine): void;
  /** Sends what is waiting to be sent; never throws. */
  flush(): Promise<void>;
}

let sink: TelemetrySink | undefined;

/** Turns telemetry on, or off again; once in a process, by the composition root. */
export function setTelemetrySink(next: TelemetrySink | undefined): void {
  sink = next;
}

/** Without anybody who listens nothing is measured, so that it costs nothing. */
export function isTelemetryOn(): boolean {
  return sink !== undefined;
}

/** Hands a line on. */
export function logLine(line: LogLine): void {
  sink?.log(line);
}

/** Before a pause that may freeze the process. */
export async function flushTelemetry(): Promise<void> {
  await sink?.flush();
}
