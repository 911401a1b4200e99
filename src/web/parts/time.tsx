import { usePage } from "../page-context.tsx";

/** A time in the reader's zone, readable by machines too. */
export const Time = (props: {
  readonly at: number;
  readonly as?: "clock" | "moment" | "second" | "zonedClock" | "zonedMoment";
}) => {
  const { format, frame } = usePage();
  const { at, as = "moment" } = props;
  const text = format[as](at, frame.now);
  return <time datetime={new Date(at).toISOString()}>{text}</time>;
};
