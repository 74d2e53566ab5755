import { context, metrics, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { setTelemetrySink, type TelemetrySink } from '../../shared/telemetry/telemetry.ts';
import type { Outlets } from './outlets.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';

/** Telemetry that has been started. */
export interface Telemetry {
  /** All metrics as Prometheus reads them; absent unless it was asked for. */
  metricsText?: () => Promise<string>;
  flush(): Promise<void>;
  /** Sends what is left, and leaves the process as if there had been none. */
  stop(): Promise<void>;
}

/** A receiver that does not answer holds nobody up for longer. */
const LONGEST_FLUSH_MS = 5000;
const SEVERITY = { info: SeverityNumber.INFO, warn: SeverityNumber.WARN, error: SeverityNumber.ERROR };

/** Starts the SDK with what it sends to. One at a time in a process. */
export function startSdk(
  { serviceName, prometheus }: Pick<TelemetrySettings, 'serviceName' | 'prometheus'>,
  outlets: Outlets[],
): Telemetry {
  const resource = resourceFromAttributes({ 'service.name': serviceName });
  const traces = new BasicTracerProvider({
    ...{ resource, spanProcessors: outlets.map(({ spans }) => new BatchSpanProcessor(spans)) },
  });
  const reader = prometheus ? new PrometheusExporter({ preventServerStart: true }) : undefined;
  const pushed = outlets.map(({ metrics: exporter }) => new PeriodicExportingMetricReader({ exporter }));
  const meters = new MeterProvider({ resource, readers: [...pushed, ...(reader ? [reader] : [])] });
  const logs = new LoggerProvider({
    ...{
      resource,
      processors: outlets.map(({ logs: exporter }) => new BatchLogRecordProcessor({ exporter })),
    },
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(traces);
  metrics.setGlobalMeterProvider(meters);
  const flush = () => inTime([traces.forceFlush(), meters.forceFlush(), logs.forceFlush()]);
  setTelemetrySink({ log: lineLogger(logs), flush });
  return {
    ...(reader ? { metricsText: () => textOf(reader) } : {}),
    flush,
    stop: async () => {
      setTelemetrySink(undefined);
      for (const api of [trace, metrics, context]) api.disable();
      await inTime([traces.shutdown(), meters.shutdown(), logs.shutdown()]);
    },
  };
}

function lineLogger(logs: LoggerProvider): TelemetrySink['log'] {
  const logger = logs.getLogger('fleet-conductor');
  return ({ severity, message, attributes }) =>
    logger.emit({
      ...{ severityNumber: SEVERITY[severity], severityText: severity.toUpperCase() },
      ...{ body: message, attributes, context: context.active() },
    });
}

async function textOf(reader: PrometheusExporter): Promise<string> {
  const { resourceMetrics } = await reader.collect();
  return new PrometheusSerializer().serialize(resourceMetrics);
}

/** That telemetry could not be sent is no reason to fail. */
async function inTime(work: Promise<void>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LONGEST_FLUSH_MS);
  });
  await Promise.race([Promise.allSettled(work), deadline]);
  clearTimeout(timer);
}
