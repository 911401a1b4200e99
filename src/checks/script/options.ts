import { z } from "zod";
import { size } from "../../options/fields.ts";
import { latency } from "../expect/latency.ts";
import { readingExpectation, readingName } from "../expect/reading.ts";
import { outputFormats } from "./parse-output.ts";

/** The system ends a text at NUL, so nothing behind one would arrive. */
const systemText = () => z.string().regex(/^[^\0]*$/, "must not hold a NUL character");

const argument = () => z.union([systemText(), z.number().transform(String)]);

const run = () =>
  z
    .array(argument())
    .min(1)
    .refine(([program]) => program !== "", "must begin with a program")
    .optional()
    .meta({ description: "The program and its arguments, each as it stands: no shell" });

const variableName = () =>
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of an environment variable");

const unit = () =>
  z
    .enum(["ms", "s", "bytes", "count", "code", "ratio"])
    .meta({ description: "What the number counts; ms and s are converted into each other" });

const naming = () =>
  z.union([
    unit().transform((unit) => ({ name: undefined, unit })),
    z.strictObject({
      name: readingName()
        .refine((name) => name !== "duration", "must not be duration: that is the time the program took")
        .optional()
        .meta({ description: "What the reading is called" }),
      unit: unit().optional(),
    }),
  ]);

const exitCodes = () =>
  z
    .record(
      z.string().regex(/^(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5]|other)$/, "must be 0 to 255, or other"),
      z.enum(["up", "degraded", "down", "unknown"]),
    )
    .default({})
    .meta({
      description:
        "What exit codes mean, with `other` for the rest. Default: 0 is up; 1, 2, 3 of Nagios plugins degraded, down, unknown",
    });

const expectations = () =>
  z
    .object({ duration: latency().optional() })
    .catchall(readingExpectation())
    .superRefine((expectations, context) => {
      for (const name of Object.keys(expectations))
        if (!readingName().safeParse(name).success)
          context.addIssue({
            code: "custom",
            path: [name],
            message: "must be a reading's name such as queue_depth",
          });
    })
    .prefault({})
    .meta({ description: "What readings must be, by name, and how long the program may take (duration)" });

/** What stands beside `id` and `type: script`. */
export const scriptOptions = z
  .strictObject({
    run: run(),
    shell: systemText().min(1).optional().meta({ description: "A command for /bin/sh, instead of run" }),
    cwd: systemText().min(1).default(".").meta({
      description: "The folder to run in, relative to the configuration file. Default: its folder",
    }),
    env: z
      .record(variableName(), argument())
      .default({})
      .meta({ description: "Environment variables to set" }),
    pass_env: z
      .array(variableName())
      .default(["PATH"])
      .meta({ description: "Variables of Hinomi's own environment to pass on; no others are" }),
    input: z.json().optional().meta({
      description: "Given on standard input as JSON: { check, at, timezone, input }. Default: nothing",
    }),
    format: z
      .enum(["auto", ...outputFormats])
      .default("auto")
      .meta({ description: "How to read standard output; auto looks what it is" }),
    readings: z
      .record(z.string().min(1), naming())
      .default({})
      .meta({ description: "Units and names of readings, by what the output calls them" }),
    output_limit: size().prefault("64kB").meta({
      description: "The most that may be printed, on standard output and standard error each",
    }),
    exit_codes: exitCodes(),
    expect: expectations(),
  })
  .refine(({ run, shell }) => (run === undefined) !== (shell === undefined), {
    path: ["run"],
    message: "needs either run, a list of the program and its arguments, or shell, a command for /bin/sh",
  })
  .refine(({ output_limit }) => output_limit >= 1 && output_limit <= 16e6, {
    path: ["output_limit"],
    message: "must be 1B to 16MB",
  });

export type ScriptOptions = z.output<typeof scriptOptions>;
