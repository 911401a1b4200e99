import { errorText } from "../core/error-text.ts";
import type { Check } from "../core/check.ts";
import type { Clock } from "../core/clock.ts";
import type { Config, Problem } from "../core/config.ts";
import type { Incident } from "../core/incident.ts";
import type { Notification } from "../core/notification.ts";
import type { Silence, Store } from "../core/store.ts";
import { Alerting } from "./alerting.ts";
import { createConnectivityGuard, type ConnectivityGuard } from "./connectivity.ts";
import type { WorkerSurroundings } from "./delivery/channel-worker.ts";
import { Delivery } from "./delivery/delivery.ts";
import { incidentFacts } from "./facts.ts";
import { goneCheck } from "./gone-check.ts";
import { HeldOutbox } from "./held-outbox.ts";
import { startHousekeeper } from "./housekeeper.ts";
import type { LiveCheck, LiveEvent, Lookout, Vitals } from "./lookout.ts";
import { createOverlayBook } from "./overlays.ts";
import { everything } from "./recorder-everything.ts";
import { Recorder } from "./recorder.ts";
import { Watch } from "./watch.ts";

/** Runs and deliveries in flight get this long to finish when Hinomi stops. */
const stopGraceMs = 5000;

export interface EngineInput {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
  /** In [0, 1). */
  readonly random: () => number;
  /** Puts a notification into words, in the language and time zone of the configuration. */
  readonly render: (
    config: Config,
    kind: Notification["kind"],
    facts: Notification["facts"],
  ) => ReturnType<WorkerSurroundings["render"]>;
  /** Replaces the known secrets of the configuration that runs. */
  readonly redact: (text: string) => string;
  /** True when a TCP connection to `host:port` can be opened. Never rejects. */
  readonly reach: (address: string) => Promise<boolean>;
  /** One line for the operator, without secrets. */
  readonly log: (line: string) => void;
}

/**
 * The loops that drive core through its interfaces: watch (run checks), alerting (states and incidents), recorder
 * (write), delivery (tell), housekeeping. One engine, one store, one configuration at a time.
 */
export class Engine implements Lookout {
  readonly store: Store;
  readonly #input: EngineInput;
  readonly #checks = new Map<string, Check>();
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  readonly #overlays = createOverlayBook();
  readonly #recorder: Recorder;
  readonly #outbox: HeldOutbox;
  readonly #alerting: Alerting;
  readonly #delivery: Delivery;
  readonly #guard: ConnectivityGuard;
  readonly #watch: Watch;
  #config: Config;
  #problems: readonly Problem[] = [];
  #housekeeper: { stop(): Promise<void> } | undefined;

  constructor(input: EngineInput) {
    this.#input = input;
    this.#config = input.config;
    this.store = input.store;
    this.#recorder = this.#createRecorder();
    this.#outbox = new HeldOutbox(this.store.outbox, this.#recorder);
    this.#delivery = this.#createDelivery();
    this.#guard = this.#createGuard();
    this.#alerting = this.#createAlerting();
    this.#watch = this.#createWatch();
  }

  /** Takes up where the store left off and starts the loops. Rejects with a `StoreError` when it cannot be read. */
  async start(): Promise<void> {
    const { clock } = this.#input;
    this.#alerting.restore(await this.store.states());
    this.#watch.restore(await this.store.runs.latest());
    this.#overlays.set({ silences: await this.store.accounts.silences(clock.now()) });
    await this.#apply(this.#config);
    for (const id of this.#alerting.known()) if (!this.#checks.has(id)) this.#alerting.remove(goneCheck(id));
    this.#housekeeper = startHousekeeper({
      housekeeping: this.store.housekeeping,
      clock,
      settings: () => this.#config,
      onError: this.#logError("Housekeeping"),
    });
  }

  /** Swaps the configuration: unchanged checks keep timers and state, removed ones close their incidents. */
  async reload(config: Config): Promise<void> {
    this.#problems = [];
    await this.#apply(config);
    this.#emit({ kind: "config" });
  }

  /** Notes why the file on disk was refused; the running configuration stays. */
  refuse(problems: readonly Problem[]): void {
    this.#problems = problems;
    this.#emit({ kind: "config" });
  }

  /** Ends everything in order; what was found is on disk and what is owed stays owed. The store is closed. */
  async stop(): Promise<void> {
    await this.#watch.stop(stopGraceMs);
    this.#alerting.stop();
    await this.#recorder.flush().catch(this.#logError("Store"));
    this.#recorder.stop();
    await this.#delivery.stop(stopGraceMs);
    await this.#housekeeper?.stop();
    await this.store.close();
  }

  config(): Config {
    return this.#config;
  }

  ready(): boolean {
    return this.#housekeeper !== undefined && this.#recorder.trouble() === undefined;
  }

  checks(): readonly LiveCheck[] {
    return [...this.#checks.values()].map((check) => this.#live(check));
  }

  check(id: string): LiveCheck | undefined {
    const check = this.#checks.get(id);
    return check && this.#live(check);
  }

  channels(): ReturnType<Lookout["channels"]> {
    return this.#delivery.health();
  }

  vitals(): Vitals {
    const { delivered, failed } = this.#delivery.counters();
    const storeTrouble = this.#recorder.trouble();
    const storeNotice = this.#recorder.notice();
    return {
      ...this.#watch.vitals.read(),
      runsInFlight: this.#watch.inFlight(),
      deliveriesTotal: delivered,
      deliveryFailuresTotal: failed,
      ...(storeTrouble !== undefined && { storeTrouble }),
      ...(storeNotice !== undefined && { storeNotice }),
      ...this.#recorder.counters(),
      configProblems: this.#problems,
      connected: this.#guard.connected(),
    };
  }

  subscribe(listener: (event: LiveEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async runNow(checkId: string, trace?: (line: string) => void): ReturnType<Lookout["runNow"]> {
    const check = this.#checks.get(checkId);
    return check && this.#watch.runNow(check, trace);
  }

  async acknowledge(incidentId: string, by: string, note?: string): Promise<boolean> {
    const check = [...this.#checks.values()].find(
      ({ id }) => this.#alerting.state(id).incident?.id === incidentId,
    );
    if (!check) return false;
    this.#alerting.apply(check, { kind: "acknowledge", by, ...(note !== undefined && { note }) });
    await this.#recorder.flush();
    return true;
  }

  async silence(silence: Omit<Silence, "id">): Promise<Silence> {
    const made = { ...silence, id: this.#input.newId() };
    await this.store.accounts.saveSilence(made);
    await this.#reloadSilences();
    return made;
  }

  async endSilence(id: string): Promise<boolean> {
    const now = this.#input.clock.now();
    const silence = this.#overlays.silences().find((each) => each.id === id && each.until > now);
    if (!silence) return false;
    await this.store.accounts.saveSilence({ ...silence, until: now });
    await this.#reloadSilences();
    return true;
  }

  async testChannel(channelId: string): Promise<string | undefined> {
    if (!this.#config.channels.some(({ id }) => id === channelId)) return undefined;
    const notification: Notification = {
      id: this.#input.newId(),
      channel: channelId,
      kind: "test",
      sequence: 0,
      createdAt: this.#input.clock.now(),
      facts: [],
    };
    await this.store.outbox.add([notification]);
    this.#delivery.take([notification]);
    return notification.id;
  }

  async resend(notificationId: string): Promise<boolean> {
    const row = await this.store.outbox.get(notificationId);
    if (row?.state !== "dead") return false;
    const settlement = {
      state: "pending",
      nextAttemptAt: this.#input.clock.now(),
      uncertain: row.uncertain,
    } as const;
    await this.store.outbox.settle({ ids: [row.id], settlement });
    this.#delivery.resume({ ...row, ...settlement });
    return true;
  }

  async #apply(config: Config): Promise<void> {
    this.#config = config;
    const wanted = new Set(config.checks.map(({ id }) => id));
    const leaving = [...this.#checks.values()].filter(({ id }) => !wanted.has(id));
    this.#overlays.set({ windows: config.maintenance });
    await this.#delivery.setChannels(config.channels);
    this.#checks.clear();
    for (const check of config.checks) this.#checks.set(check.id, check);
    for (const check of leaving) this.#alerting.remove(check);
    this.#watch.setConfig(config);
    this.#tickAll();
  }

  async #reloadSilences(): Promise<void> {
    this.#overlays.set({ silences: await this.store.accounts.silences(this.#input.clock.now()) });
    this.#tickAll();
  }

  #tickAll(): void {
    for (const check of this.#checks.values()) this.#alerting.apply(check, { kind: "tick" });
  }

  #live(check: Check): LiveCheck {
    const lastRun = this.#watch.lastRun(check.id);
    const nextRunAt = this.#watch.nextRunAt(check.id);
    return {
      check,
      state: this.#alerting.state(check.id),
      overlays: this.#overlays.at(check, this.#input.clock.now()).overlays,
      ...(lastRun && { lastRun }),
      ...(nextRunAt !== undefined && { nextRunAt }),
    };
  }

  #emit(event: LiveEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #logError(what: string): (error: unknown) => void {
    return (error) => this.#input.log(`${what}: ${errorText(error)}`);
  }

  #factsOf(incident: Incident, check = this.#checks.get(incident.checkId)): ReturnType<typeof incidentFacts> {
    const { publicUrl } = this.#config.server;
    return incidentFacts({
      incident,
      check,
      runs: this.store.runs,
      ...(publicUrl !== undefined && { publicUrl }),
    });
  }

  #createRecorder(): Recorder {
    const { store, clock, log } = this.#input;
    return new Recorder({
      store,
      clock,
      onOwed: (notifications) => {
        this.#outbox.note(notifications);
        this.#delivery.take(notifications);
      },
      everything: () =>
        everything({
          ids: this.#alerting.known(),
          stateOf: (id) => this.#alerting.state(id),
          owed: this.#outbox.inMemory(),
        }),
      onTrouble: (message) =>
        log(message === undefined ? "Store: writing again" : `Store: cannot write, trying again: ${message}`),
      onNotice: (message) => log(`Store: ${message}`),
    });
  }

  #createDelivery(): Delivery {
    const { store, clock, random, newId, render } = this.#input;
    return new Delivery({
      outbox: this.#outbox,
      clock,
      random,
      newId,
      render: (kind, facts) => render(this.#config, kind, facts),
      currentFacts: async (incidentId) => {
        // A store that cannot be read has nothing newer to say than the row itself.
        const incident = await store.incidents.get(incidentId).catch(() => undefined);
        return incident && this.#factsOf(incident);
      },
      onDelivery: (row) => this.#emit({ kind: "delivery", notificationId: row.id, channel: row.channel }),
      onError: this.#logError("Delivery"),
    });
  }

  #createGuard(): ConnectivityGuard {
    const { clock, reach, log } = this.#input;
    return createConnectivityGuard({
      clock,
      addresses: () => this.#config.connectivity,
      reach,
      onChange: (connected) =>
        log(connected ? "Our own connection is back" : "Our own connection is down: outcomes are unknown"),
    });
  }

  #createAlerting(): Alerting {
    const { clock, newId } = this.#input;
    return new Alerting({
      clock,
      overlays: this.#overlays,
      check: (id) => this.#checks.get(id),
      newId,
      record: (change) => this.#recorder.add(change),
      recheck: (id, at) => this.#watch.recheck(id, at),
      onState: (check, state) => {
        const { overlays } = this.#overlays.at(check, clock.now());
        this.#emit({ kind: "state", checkId: check.id, state, overlays });
      },
      onIncident: ({ id, checkId }) => this.#emit({ kind: "incident", incidentId: id, checkId }),
      factsOf: (incident, check) => this.#factsOf(incident, check),
    });
  }

  #createWatch(): Watch {
    const { clock, config, redact } = this.#input;
    return new Watch({
      clock,
      config,
      redact,
      guard: this.#guard,
      alerting: this.#alerting,
      check: (id) => this.#checks.get(id),
      record: (change) => this.#recorder.add(change),
      onRun: (record, state) => this.#emit({ kind: "run", record, state }),
      onError: this.#logError("Watch"),
    });
  }
}
