/**
 * Failure texts as the Durable extension builds them from what the Node.js worker reports, so that code which
 * classifies errors by their message finds the same message here and on Azure.
 */

/** Separates an orchestrator's error message from the state that the package appends to it. */
export const OUT_OF_PROC_LABEL = '\n\n$OutOfProcData$:';

export interface FailureText {
  reason: string;
  details: string;
  /** Structured failure, when the app has an exception properties provider. */
  failureDetails?: unknown;
}

/** The failure of an activity. The two blanks before the message are the extension's. */
export function activityFailure(name: string, error: Error): FailureText {
  const structured = structuredFailure(error.message);
  const message = structured ? structured.ErrorMessage : error.message;
  return {
    reason: `Activity function '${name}' failed:  ${message}`,
    details: exceptionJson(message, error.stack ?? ''),
    ...(structured && { failureDetails: structured }),
  };
}

/** The failure of an orchestrator function that threw `message`. */
export function orchestratorFailure(name: string, message: string, stack: string): FailureText {
  return {
    reason: `Orchestrator function '${name}' failed: ${message}`,
    details: `Message: ${message}, StackTrace: ${stack}`,
  };
}

export function missingFunction(
  name: string,
  kind: 'activity' | 'orchestrator' | 'entity',
  known: string[],
): string {
  return (
    `The function '${name}' doesn't exist, is disabled, or is not an ${kind} function. ` +
    `Additional info: The following are the known ${kind} functions: '${known.join("', '")}'.`
  );
}

/** The exception as the extension serialises it into the details. */
function exceptionJson(message: string, stack: string): string {
  return JSON.stringify({
    $type: 'System.Exception, System.Private.CoreLib',
    ClassName: 'System.Exception',
    Message: ` ${message}`,
    Data: null,
    InnerException: {
      $type: 'Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException, Microsoft.Azure.WebJobs.Script',
      Message: `Result: Failure\nException: ${message}\nStack: ${stack}`,
    },
    StackTraceString: null,
    HResult: -2146233088,
    Source: null,
  });
}

interface StructuredFailure {
  ErrorType: string;
  ErrorMessage: string;
  StackTrace: string | undefined;
  IsNonRetriable: boolean;
  Properties: unknown;
}

function structuredFailure(message: string): StructuredFailure | undefined {
  if (!message.startsWith('{"errorType":')) return undefined;
  try {
    const parsed = JSON.parse(message) as Record<string, unknown>;
    return {
      ErrorType: String(parsed.errorType),
      ErrorMessage: String(parsed.errorMessage),
      StackTrace: typeof parsed.stackTrace === 'string' ? parsed.stackTrace : undefined,
      IsNonRetriable: parsed.isNonRetriable === true,
      Properties: parsed.properties,
    };
  } catch {
    return undefined; // It only looked like the package's JSON: an ordinary message.
  }
}
