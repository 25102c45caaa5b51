// The part of the protocol between host, worker and library that this host speaks, named as there:
// types-core/index.d.ts in Azure/azure-functions-nodejs-worker.

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';

/** A value on its way between host and library; exactly one property is set. */
export interface TypedData {
  readonly string?: string;
  readonly json?: string;
  readonly bytes?: Uint8Array;
  readonly int?: number;
  readonly double?: number;
  readonly http?: HttpData;
}

/** A request on its way to the library, or a response on its way back. */
export interface HttpData {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: TypedData | null;
  /** Responses only; a number in decimal. */
  readonly statusCode?: string;
}

/** A trigger, input or output as the library registers it; a trigger's own options stand beside these two. */
export interface BindingInfo {
  readonly type: string;
  readonly direction: 'in' | 'out' | 'inout';
  readonly [option: string]: unknown;
}

export interface FunctionMetadata {
  readonly name: string;
  readonly bindings: Readonly<Record<string, BindingInfo>>;
  readonly retryOptions?: unknown;
}

export type FunctionCallback = (...args: ReadonlyArray<unknown>) => unknown;
export type HookCallback = (context: unknown) => unknown;

export interface Disposable {
  dispose(): unknown;
}

export interface TraceContextData {
  readonly traceParent: string;
  readonly traceState: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface InvocationResponse {
  readonly returnValue?: TypedData | null;
}

/** What the library is given about one invocation. */
export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly request: {
    readonly inputData: ReadonlyArray<{ readonly name: string; readonly data: TypedData }>;
    readonly triggerMetadata: Readonly<Record<string, TypedData>>;
    readonly traceContext: TraceContextData;
  };
  readonly metadata: FunctionMetadata;
  log(level: LogLevel, category: 'user' | 'system', message: string): void;
}

export interface InvocationModel {
  getArguments(): Promise<{ readonly context: unknown; readonly inputs: Array<unknown> }>;
  invokeFunction(context: unknown, inputs: Array<unknown>, callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
}

export interface ProgrammingModel {
  /** Asked once the app is loaded; `HttpUri` is where the worker takes requests as streams. */
  getCapabilities(capabilities: Record<string, string>): Promise<Readonly<Record<string, string>>>;
  getInvocationModel(context: CoreInvocationContext): InvocationModel | Promise<InvocationModel>;
}
