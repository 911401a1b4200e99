import { usePage } from "../page-context.tsx";

/** A time in the reader's zone, readable by machines too. */
export const Time = (props: { readonly at: number; readonly as?: "clock" | "moment" | "zoned" }) => {
  const { format, frame } = usePage();
  const { at, as = "moment" } = props;
  const text =
    as === "clock" ? format.clock(at) : as === "zoned" ? format.zonedClock(at) : format.moment(at, frame.now);
  return <time datetime={new Date(at).toISOString()}>{text}</time>;
};
