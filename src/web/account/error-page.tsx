import { usePage } from "../page-context.tsx";

export const ErrorPage = ({ status, detail }: { readonly status: number; readonly detail: string }) => {
  const { words, frame } = usePage();
  return (
    <div class="account">
      <p class="quiet">{status}</p>
      <h1>{words.error.titles[status] ?? words.error.other}</h1>
      <p lang="en">{detail}</p>
      <a class="button primary" href={`${frame.base}/`}>
        {words.error.home}
      </a>
    </div>
  );
};
