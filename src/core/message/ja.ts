import type { Severity } from "../incident.ts";
import type { Catalogue } from "./catalogue.ts";

const weekdays = ["日", "月", "火", "水", "木", "金", "土"];

const severities: Readonly<Record<Severity, string>> = { down: "ダウン", degraded: "品質低下" };

const tally = (...counts: readonly (readonly [number, string])[]): string =>
  counts.flatMap(([count, word]) => (count > 0 ? [`${word}${count}件`] : [])).join("、");

export const japanese: Catalogue = {
  severities,
  labels: {
    severity: "深刻度",
    target: "対象",
    group: "グループ",
    slow: "遅い区間",
    timing: "計測値",
    acknowledged: "対応中",
    flapping: "不安定",
    more: "ほか",
  },
  names: {
    latency: "応答時間",
    dns: "名前解決",
    connect: "接続",
    tls: "TLS",
    first_byte: "最初の応答",
    transfer: "転送",
    status: "ステータス",
    status_code: "ステータスコード",
    size: "サイズ",
    body: "本文",
    header: "ヘッダー",
    json: "JSON",
    certificate: "証明書",
    cert_expiry: "証明書の残り期間",
    protocol: "プロトコル",
    duration: "所要時間",
    entries: "記事数",
    new_entries: "新着記事",
    age_of_newest: "最新記事からの経過",
  },
  openLink: "詳細を開く",
  listSeparator: "、",

  headline: {
    problem: (severity, title) => `問題あり（${severities[severity]}）：${title}`,
    recovered: (title) => `問題なし（復旧）：${title}`,
    removed: (title) => `監視終了：${title}`,
    storm: (open, total) => {
      if (open === 0) return `問題なし（復旧）：${total}件のチェック`;
      return `問題あり：${open === total ? "" : `${total}件中`}${open}件のチェック`;
    },
    test: (instance) => `テスト：${instance}`,
  },
  summary: {
    problem: ({ seen, since }) => `${seen}。${since}から続いています。`,
    recovered: ({ severity, period, seen }) =>
      `${period}の間、${severities[severity]}の状態でした。${seen}。`,
    removed: ({ severity, since }) =>
      `${since}から${severities[severity]}の状態のまま、チェックが設定から外されました。`,
    storm: ({ down, degraded, closed }) =>
      tally([down, severities.down], [degraded, severities.degraded], [closed, "復旧"]),
    test: (instance) => `${instance}からのテストメッセージです。チャンネルは正常に動作しています。問題なし。`,
  },
  note: {
    firing: ({ severity, since, seen }) => `${since}から${severities[severity]}の状態です。${seen}。`,
    escalated: ({ severity, seen }) => `悪化して${severities[severity]}の状態になりました。${seen}。`,
    eased: ({ severity, seen }) => `持ち直しましたが、まだ${severities[severity]}の状態です。${seen}。`,
    acknowledged: ({ acknowledgedBy }) =>
      `${acknowledgedBy}さんが対応中です。状態が変わるまで再通知しません。`,
    flapping: () => "復旧と発生を繰り返しています。落ち着くまで個々の変化は通知しません。",
    reminder: ({ severity, lasted, seen }) =>
      `${lasted}経過しても${severities[severity]}の状態が続いています。${seen}。`,
    resolved: ({ severity, period }) => `復旧しました。${period}の間、${severities[severity]}の状態でした。`,
    removed: ({ lasted }) => `チェックが設定から外されたため、${lasted}で終了しました。`,
  },
  stormLine: ({ severity, since, period, seen }, closed) =>
    closed ? `復旧（${period}、${severities[severity]}）` : `${severities[severity]}、${since}から：${seen}`,

  judged: (subject, actual, expected) => `${subject}は ${actual}（期待値 ${expected}）`,
  seenExpected: (actual, expected) => `${actual}（期待値 ${expected}）`,
  reasonDetail: (title, detail) => `${title}（${detail}）`,
  slow: (phase, taken, usual) => `${phase} ${taken}（通常 ${usual}）`,
  measured: (name, value) => `${name} ${value}`,
  severityNow: (now, worst) =>
    now === worst ? severities[now] : `${severities[now]}（最悪時は${severities[worst]}）`,
  acknowledged: (by, at) => `${by}（${at}）`,
  flapping: "復旧と発生を繰り返しています",
  more: (count) => `ほか${count}件`,

  date: ({ year, month, day, weekday }) => `${year}年${month}月${day}日(${weekdays[weekday]})`,
  moment: (date, time, zone) => `${date} ${time}（${zone}）`,
  period: ({ date, from, untilDate, until, lasted, zone }) =>
    `${date} ${from}〜${untilDate === undefined ? "" : `${untilDate} `}${until}（${lasted}、${zone}）`,
  quantity: (amount, unit) => {
    const words = { ms: "ミリ秒", s: "秒", min: "分", h: "時間", d: "日" } as const;
    return `${amount}${words[unit]}`;
  },
  quantitySeparator: "",
  reasons: {
    "dns-not-found": "ホスト名が見つかりません",
    "dns-failure": "ネームサーバーの異常",
    "dns-timeout": "名前解決のタイムアウト",
    "connect-refused": "接続を拒否されました",
    "connect-unreachable": "ホストに到達できません",
    "connect-timeout": "接続のタイムアウト",
    "connect-failed": "接続できません",
    "connection-reset": "接続が途中で切断されました",
    "tls-timeout": "TLSハンドシェイクのタイムアウト",
    "tls-failed": "TLSハンドシェイクの失敗",
    "tls-expired": "証明書の有効期限切れ",
    "tls-not-yet-valid": "証明書がまだ有効ではありません",
    "tls-self-signed": "自己署名の証明書",
    "tls-untrusted": "証明書を信頼できません",
    "tls-wrong-host": "別のホストの証明書",
    "tls-client-certificate": "クライアント証明書を拒否されました",
    "proxy-failed": "プロキシの異常",
    "first-byte-timeout": "時間内に応答がありません",
    "transfer-timeout": "応答が時間内に終わりません",
    "empty-reply": "応答が空です",
    "invalid-response": "HTTPとして正しくない応答",
    "headers-too-large": "ヘッダーが大きすぎます",
    "incomplete-body": "本文が途中で切れました",
    "body-too-large": "本文が大きすぎます",
    "decompressed-too-large": "展開後の本文が大きすぎます",
    "decompression-failed": "圧縮された本文が壊れています",
    "redirect-loop": "リダイレクトのループ",
    "too-many-redirects": "リダイレクトが多すぎます",
    "redirect-invalid": "リダイレクト先が正しくありません",
    "address-refused": "許可されていないアドレス",
    "invalid-encoding": "本文の文字コードが正しくありません",
    "not-json": "本文がJSONではありません",
    "feed-invalid": "フィードとして読めません",
    "status-mismatch": "想定外のステータスコード",
    "latency-exceeded": "応答が遅すぎます",
    "json-mismatch": "想定外のJSONの値",
    "json-missing": "JSONの値がありません",
    "json-type": "JSONの値の型が違います",
    "header-mismatch": "想定外のヘッダー",
    "body-mismatch": "想定外の本文",
    "size-mismatch": "想定外のサイズ",
    "certificate-expiring": "証明書の有効期限が近づいています",
    "protocol-mismatch": "想定外のTLSプロトコル",
    "reading-missing": "値がありません",
    "reading-too-low": "値が小さすぎます",
    "reading-too-high": "値が大きすぎます",
    "reading-mismatch": "想定外の値",
    "reading-changed": "変化が大きすぎます",
    "reading-stale": "新しい値がありません",
    "push-overdue": "期限までに送信がありません",
    "push-awaited": "まだ送信がありません",
    "push-reported": "送信元が異常を報告しました",
    "program-not-started": "プログラムを起動できません",
    "program-failed": "プログラムが異常を報告しました",
    "output-too-large": "出力が大きすぎます",
    "output-invalid": "出力を読み取れません",
    "github-refused": "GitHubがトークンを拒否しました",
    "github-not-found": "GitHubに見つかりません",
    "github-limited": "GitHubのリクエスト上限に達しました",
    "github-token-expiring": "GitHubトークンの有効期限が近づいています",
    "run-timeout": "実行が期限までに終わりませんでした",
    "run-interrupted": "実行の中断",
    "run-missed": "実行されませんでした",
    "run-failed": "チェック自体の異常",
    "ledger-refused": "チェックの記録を保存できません",
    "connectivity-lost": "監視側の接続断",
  },
};
