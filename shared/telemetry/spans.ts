import {
  type Attributes,
  context,
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { ProblemError } from '../contracts/problem.ts';
import { isTelemetryOn } from './telemetry.ts';

/** What a span is told of. */
export interface SpanOf {
  name: string;
  /** `client`: asks somebody outside, on behalf of the span under way. `server` and `work` are begun by the host, and stand under none. */
  kind: 'client' | 'server' | 'work';
  /** Names and codes; never a text that came from outside, never anything secret. */
  attributes?: Attributes;
  /** A carrier of the span that it belongs under, where that is of another process or time. */
  parent?: string | undefined;
  /** Carriers of what else led to it. */
  links?: string[];
}

const KINDS = { client: SpanKind.CLIENT, server: SpanKind.SERVER, work: SpanKind.INTERNAL };
/** W3C Trace Context: version, trace, span, flags. */
const CARRIER = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const MOST_LINKS = 10;

/** Does the work within a span, if anybody listens. Not for orchestrators: they run again and again. */
export function inSpan<T>(of: SpanOf, work: () => Promise<T>): Promise<T> {
  if (!isTelemetryOn()) return work();
  const parent = contextOf(of.parent);
  const around = of.kind === 'client' ? context.active() : ROOT_CONTEXT;
  const base = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : around;
  const links = (of.links ?? []).slice(0, MOST_LINKS).flatMap(linkTo);
  const options = { kind: KINDS[of.kind], attributes: of.attributes ?? {}, links };
  return trace.getTracer('fleet-conductor').startActiveSpan(of.name, options, base, async (span) => {
    try {
      return await work();
    } catch (error) {
      spanFailed(error instanceof ProblemError ? error.problem.code : 'unexpected');
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Marks the span under way as failed, by a code. */
export function spanFailed(code: string): void {
  const span = trace.getActiveSpan();
  span?.setAttribute('error.type', code);
  span?.setStatus({ code: SpanStatusCode.ERROR, message: code });
}

/** Says more of the span under way. */
export function describeSpan(attributes: Attributes): void {
  trace.getActiveSpan()?.setAttributes(attributes);
}

/** The span under way as a text that can be kept beside what it leads to. */
export function carrier(): string | undefined {
  const span = isTelemetryOn() ? trace.getActiveSpan()?.spanContext() : undefined;
  if (!span || !trace.isSpanContextValid(span)) return undefined;
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
}

function contextOf(text: string | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags = ''] = CARRIER.exec(text ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  const span = { traceId, spanId, traceFlags, isRemote: true };
  return trace.isSpanContextValid(span) ? span : undefined;
}

function linkTo(text: string): Link[] {
  const span = contextOf(text);
  return span ? [{ context: span }] : [];
}
