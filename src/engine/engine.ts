import { errorText } from "../core/error-text.ts";
import type { Config, Problem } from "../core/config.ts";
import type { Incident } from "../core/incident.ts";
import type { Store } from "../core/store.ts";
import { Alerting } from "./alerting.ts";
import { createConnectivityGuard, type ConnectivityGuard } from "./connectivity.ts";
import { Delivery } from "./delivery/delivery.ts";
import type { EngineInput } from "./engine-input.ts";
import { incidentFacts } from "./facts.ts";
import { goneCheck } from "./gone-check.ts";
import { HeldOutbox } from "./held-outbox.ts";
import { Desk } from "./desk.ts";
import { startHousekeeper } from "./housekeeper.ts";
import { LiveChecks } from "./live-checks.ts";
import type { LiveEvent, Lookout, Vitals } from "./lookout.ts";
import { createOverlayBook } from "./overlays.ts";
import { everything } from "./recorder-everything.ts";
import { Recorder } from "./recorder.ts";
import { Roster } from "./roster.ts";
import { liveSource } from "./sinks/sink-source.ts";
import { Sinks } from "./sinks/sinks.ts";
import { Tallies } from "./tallies.ts";
import { Timetable } from "./timetable.ts";
import { Watch } from "./watch.ts";

export type { EngineInput } from "./engine-input.ts";

/** Runs and deliveries in flight get this long to finish when Hinomi stops. */
const stopGraceMs = 5000;

/** With more checks than this, what concerns all of them is done some at a time. */
const manyChecks = 1000;

/**
 * The loops that drive core through its interfaces: watch (run checks), alerting (states and incidents), recorder
 * (write), delivery (tell), housekeeping. One engine, one store, one configuration at a time.
 */
export class Engine implements Lookout {
  readonly store: Store;
  readonly #input: EngineInput;
  readonly #roster = new Roster();
  readonly #tallies = new Tallies();
  readonly #timetable: Timetable;
  readonly #live: LiveChecks;
  readonly #desk: Desk;
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  readonly #overlays = createOverlayBook();
  readonly #recorder: Recorder;
  readonly #outbox: HeldOutbox;
  readonly #alerting: Alerting;
  readonly #delivery: Delivery;
  readonly #sinks: Sinks;
  readonly #guard: ConnectivityGuard;
  readonly #watch: Watch;
  #config: Config;
  #problems: readonly Problem[] = [];
  #housekeeper: { stop(): Promise<void> } | undefined;

  constructor(input: EngineInput) {
    this.#input = input;
    this.#config = input.config;
    this.store = input.store;
    this.#timetable = new Timetable(input.clock);
    this.#recorder = this.#createRecorder();
    this.#outbox = new HeldOutbox(this.store.outbox, this.#recorder);
    this.#delivery = this.#createDelivery();
    this.#guard = this.#createGuard();
    this.#alerting = this.#createAlerting();
    this.#watch = this.#createWatch();
    this.#live = this.#createLiveChecks();
    this.#desk = this.#createDesk();
    this.#sinks = this.#createSinks();
  }

  readonly tally: Lookout["tally"] = () => this.#tallies.tally();
  readonly groups: Lookout["groups"] = () => this.#tallies.groups();
  readonly problems: Lookout["problems"] = (limit) => this.#live.of(this.#alerting.open(limit));
  readonly page: Lookout["page"] = (query) => this.#live.page(query);
  readonly acknowledge: Lookout["acknowledge"] = (...asked) => this.#desk.acknowledge(...asked);
  readonly silence: Lookout["silence"] = (silence) => this.#desk.silence(silence);
  readonly endSilence: Lookout["endSilence"] = (id) => this.#desk.endSilence(id);
  readonly testChannel: Lookout["testChannel"] = (id) => this.#desk.testChannel(id);
  readonly resend: Lookout["resend"] = (id) => this.#desk.resend(id);
  readonly checks: Lookout["checks"] = () => this.#live.all();
  readonly check: Lookout["check"] = (id) => this.#live.one(id);
  readonly channels: Lookout["channels"] = () => this.#delivery.health();
  readonly config: Lookout["config"] = () => this.#config;
  readonly sinks: Lookout["sinks"] = () => this.#sinks.health();
  readonly rewriteSink: Lookout["rewriteSink"] = (id) => this.#sinks.rewrite(id);

  /**
   * Takes up where the store left off and starts the loops. Checks run as soon as their states are known; this resolves
   * when their latest runs are known too, so that nobody is shown less than there is. Rejects with a `StoreError` when
   * the store cannot be read.
   */
  async start(): Promise<void> {
    const { clock } = this.#input;
    this.#roster.seatAll(this.#config.checks, () => {});
    this.#alerting.restore(await this.store.states());
    this.#overlays.set({ silences: await this.store.accounts.silences(clock.now()) });
    await this.#apply(this.#config);
    // What cannot be read one by one comes with the next runs.
    await this.#watch.restore(await this.store.runs.latest()).catch(this.#logError("Store"));
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
    this.#timetable.stop();
    await this.#input.probes?.stop();
    await this.#recorder.flush().catch(this.#logError("Store"));
    this.#recorder.stop();
    await this.#delivery.stop(stopGraceMs);
    await this.#sinks.stop(stopGraceMs);
    await this.#housekeeper?.stop();
    await this.store.close();
  }

  ready(): boolean {
    return this.#housekeeper !== undefined && this.#recorder.trouble() === undefined;
  }

  vitals(): Vitals {
    const { delivered, failed } = this.#delivery.counters();
    const storeTrouble = this.#recorder.trouble();
    const storeNotice = this.#recorder.notice();
    return {
      ...this.#watch.vitals.read(),
      runsInFlight: this.#watch.inFlight(),
      runsWaiting: this.#watch.waiting(),
      ...(this.#input.probes?.vitals() ?? { workers: 0, workerRestartsTotal: 0 }),
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
    const check = this.#roster.find(checkId);
    return check && this.#watch.runNow(check, trace);
  }

  async #apply(config: Config): Promise<void> {
    this.#config = config;
    this.#overlays.set({ windows: config.maintenance });
    await this.#delivery.setChannels(config.channels);
    await this.#sinks.setSinks(config.sinks);
    const left = this.#roster.seatAll(config.checks, (seat, check, before) =>
      this.#watch.take(seat, check, before),
    );
    for (const { id, check } of left) {
      this.#watch.remove(this.#roster.take(id));
      this.#alerting.remove(check ?? goneCheck(id));
    }
    this.#watch.setConfig(config);
    this.#tallies.order(this.#live.arrange());
    this.#tickAll();
  }

  /** With many checks some at a time, as their wakes come due. */
  #tickSoon(): void {
    const seats = this.#roster.seats();
    if (seats.length > manyChecks) this.#alerting.wakeAll(seats);
    else this.#tickAll();
  }

  #tickAll(): void {
    for (const seat of this.#roster.seats()) {
      const check = this.#roster.check(seat);
      if (check) this.#alerting.tick(seat, check);
    }
  }

  #emit(event: LiveEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #logError(what: string): (error: unknown) => void {
    return (error) => this.#input.log(`${what}: ${errorText(error)}`);
  }

  #factsOf(
    incident: Incident,
    check = this.#roster.find(incident.checkId),
  ): ReturnType<typeof incidentFacts> {
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
      timetable: this.#timetable,
      roster: this.#roster,
      overlays: this.#overlays,
      tallies: this.#tallies,
      newId,
      record: (change) => this.#recorder.add(change),
      recheck: (seat, at) => this.#watch.recheck(seat, at),
      onState: (check, state) => {
        if (this.#listeners.size === 0) return;
        const { overlays } = this.#overlays.at(check, clock.now());
        this.#emit({ kind: "state", checkId: check.id, state, overlays });
      },
      onIncident: ({ id, checkId }) => this.#emit({ kind: "incident", incidentId: id, checkId }),
      factsOf: (incident, check) => this.#factsOf(incident, check),
    });
  }

  #createWatch(): Watch {
    const { clock, config, redact, probes } = this.#input;
    return new Watch({
      clock,
      config,
      timetable: this.#timetable,
      roster: this.#roster,
      redact,
      ...(probes && { execute: probes.execute }),
      ledgerOf: (checkId) => this.store.ledger.of(checkId),
      guard: this.#guard,
      alerting: this.#alerting,
      record: (change) => this.#recorder.add(change),
      onRun: (record) => {
        if (this.#listeners.size > 0) this.#emit({ kind: "run", record });
      },
      onError: this.#logError("Watch"),
    });
  }

  #createDesk(): Desk {
    const { store, clock, newId } = this.#input;
    return new Desk({
      store,
      clock,
      newId,
      config: () => this.#config,
      roster: this.#roster,
      overlays: this.#overlays,
      alerting: this.#alerting,
      recorder: this.#recorder,
      delivery: this.#delivery,
      onSilences: () => this.#tickSoon(),
    });
  }

  #createSinks(): Sinks {
    const { clock, random, log } = this.#input;
    const source = liveSource(this, () => this.#recorder.trouble() !== undefined);
    return new Sinks({ source, clock, random, log });
  }

  #createLiveChecks(): LiveChecks {
    return new LiveChecks(this.#roster, {
      state: (seat) => this.#alerting.stateAt(seat),
      overlays: (check) => this.#overlays.at(check, this.#input.clock.now()).overlays,
      lastRun: (seat, checkId) => this.#watch.lastRun(seat, checkId),
      lastRunAt: (seat) => this.#watch.lastRunAt(seat),
      nextRunAt: (seat) => this.#watch.nextRunAt(seat),
    });
  }
}
