/** The way back to the page above. */
export const BackLink = (props: { readonly href: string; readonly text: string }) => (
  <a class="back" href={props.href}>
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M14.5 5.5 8 12l6.5 6.5" />
    </svg>
    {props.text}
  </a>
);
