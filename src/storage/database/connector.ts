import { Client, type ClientConfig } from 'pg';
import { type Primary, requireWrites } from './primary.ts';

/** Whether the statements of a connection have names; behind a pooler in transaction mode it may be another's each time. */
export type StatementNames = 'on' | 'off';

/** What the pool of the driver is told of how its connections are made. */
export interface Connector {
  readonly Client: typeof Client;
  /** Before anybody gets a new connection; where it rejects nobody does. */
  onConnect(client: Client): Promise<void>;
}

/**
 * Connections to the server that takes writes, each of which is asked once more whether it does, also where there is a
 * single host: a balancer may be late. A connection whose server has stopped taking writes is not used again.
 */
export function connectorTo(primary: Primary, statementNames: StatementNames): Connector {
  class PrimaryClient extends Client {
    readonly statementNames = statementNames;

    constructor(config?: ClientConfig) {
      super(config);
      onRefusedWrite(this, () => {
        this.#leave();
        // The pool takes back no connection that is ending; what fails is answered as what it is.
        void this.end();
      });
    }

    override connect(): Promise<Client>;
    override connect(callback: (error: Error) => void): void;
    override connect(callback?: (error: Error) => void): Promise<Client> | undefined {
      const connecting = primary.find().then((place) => {
        this.host = place.host;
        this.port = place.port;
        this.#leave = () => primary.forget(place);
        this.on('error', this.#leave);
        return super.connect().catch((error) => {
          this.#leave();
          throw error;
        });
      });
      if (callback === undefined) return connecting.then(() => this);
      connecting.then(() => Reflect.apply(callback, undefined, [null]), callback);
      return undefined;
    }

    #leave: () => void = () => undefined;
  }
  return { Client: PrimaryClient, onConnect: requireWrites };
}

/** Before the driver itself hears of it, and whoever has sent the statement. Kept to this one place: a part of it that has no type. */
function onRefusedWrite(client: Client, listener: () => void): void {
  if (!('connection' in client)) throw new Error('the driver has changed where it keeps its connection');
  const connection = client.connection as NodeJS.EventEmitter;
  connection.on('errorMessage', ({ code }: { readonly code?: string }) => {
    if (code === '25006') listener();
  });
}
