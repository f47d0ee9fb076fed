import Emittery from 'emittery';

/** Something that happened in a tenant, as handlers get it. */
export interface DomainEvent<Name extends string = string, Payload = unknown> {
  /** The outbox row's id; the same event may come twice. */
  id: string;
  tenantId: string;
  name: Name;
  payload: Payload;
  requestId: string | null;
}

type EventOf<Events, Name extends keyof Events & string> = DomainEvent<Name, Events[Name]>;

/** Runs around every handler, e.g. to measure it or to keep its failure to itself. */
export type Middleware = (event: DomainEvent, next: () => Promise<void>) => Promise<void>;

/** Events within one process: typed handlers by name, each called through the middleware. */
export interface Dispatcher<Events> {
  /** Middleware runs in the order given, around handlers registered before or after. */
  use: (middleware: Middleware) => void;
  on: <Name extends keyof Events & string>(
    names: Name | readonly Name[],
    handler: (event: EventOf<Events, Name>) => void | Promise<void>,
  ) => void;
  /** One handler after the other, in the order they were added; rejects with the first error let through. */
  dispatch: <Name extends keyof Events & string>(event: EventOf<Events, Name>) => Promise<void>;
}

export function createDispatcher<Events>(): Dispatcher<Events> {
  const emitter = new Emittery<Record<string, DomainEvent>>();
  const around: Middleware[] = [];

  function through(event: DomainEvent, handler: () => void | Promise<void>, from = 0): Promise<void> {
    const middleware = around[from];
    return middleware
      ? middleware(event, () => through(event, handler, from + 1))
      : Promise.resolve().then(handler);
  }

  return {
    use: (middleware) => void around.push(middleware),
    on<Name extends keyof Events & string>(
      names: Name | readonly Name[],
      handler: (event: EventOf<Events, Name>) => void | Promise<void>,
    ) {
      for (const name of typeof names === 'string' ? [names] : names) {
        emitter.on(name, ({ data }) => through(data, () => handler(data as EventOf<Events, Name>)));
      }
    },
    dispatch: (event) => emitter.emitSerial(event.name, event),
  };
}
