package dev.heed.views.page;

/** The style sheet of pages; its colours are the pictures' own. */
final class PageStyle {
  static final String RULES =
      """
      *{box-sizing:border-box}
      html{color-scheme:light dark;background:var(--hp-surface);color:var(--hp-ink);
        font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;
        -webkit-text-size-adjust:100%}
      body{margin:0 auto;max-width:1200px;padding:32px 20px 24px;overflow-wrap:break-word}
      header p,section>p,.note,figcaption,.key{max-width:46rem}
      h1{font-size:clamp(1.5rem,4vw,2.1rem);line-height:1.2;margin:0 0 .5rem;letter-spacing:-.01em}
      h2{font-size:1.3rem;line-height:1.3;margin:3rem 0 .75rem;padding-top:1.25rem;
        border-top:1px solid var(--hp-grid)}
      p{margin:0 0 .9rem}
      a{color:var(--hp-accent);text-underline-offset:.15em}
      :focus-visible{outline:3px solid var(--hp-accent);outline-offset:2px}
      main:focus{outline:none}
      .skip{position:absolute;left:-9999px;top:8px;padding:8px 14px;background:var(--hp-surface);
        border:2px solid var(--hp-accent);border-radius:6px}
      .skip:focus{left:8px}
      nav ol{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;list-style:none;margin:1rem 0 1.5rem;padding:0;
        font-size:.95rem}
      .note{border-left:4px solid var(--hp-accent);padding:.1rem 0 .1rem .9rem;font-size:.93rem;
        color:var(--hp-faint);margin:1rem 0}
      figure{margin:1rem 0}
      figcaption,.key{color:var(--hp-faint);font-size:.93rem;margin-top:.4rem}
      .scroll{overflow-x:auto;max-width:100%;margin-bottom:1rem}
      .scroll>svg{display:block;margin-left:-20px}
      details{margin:.6rem 0 1.2rem}
      summary{cursor:pointer;color:var(--hp-accent);padding:.25rem 0;width:fit-content}
      .formula{overflow-x:auto;padding:.2rem 0 .8rem;font-size:1.15rem}
      math{width:fit-content;margin:0}
      table{border-collapse:collapse;font-size:.87rem;font-variant-numeric:tabular-nums;margin:.3rem 0}
      caption{text-align:left;color:var(--hp-faint);padding-bottom:.4rem}
      th,td{padding:.22rem .75rem .22rem 0;text-align:right;white-space:nowrap;unicode-bidi:isolate;
        border-bottom:1px solid var(--hp-grid)}
      th{font-weight:600}
      th:first-child{text-align:left}
      tbody th{font:inherit;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
      td::after{content:"\\2060"}
      .words{text-align:left;white-space:normal;min-width:12rem;max-width:34rem}
      .numbers{font-variant-numeric:tabular-nums;padding-left:1.2rem}
      .order{border:1px solid var(--hp-grid);border-radius:8px;padding:.5rem .9rem .6rem;margin:0 0 1.2rem;
        display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;font-size:.95rem}
      .order legend{padding:0 .4rem;color:var(--hp-faint)}
      .order label{display:inline-flex;align-items:center;gap:.4rem;min-height:28px;cursor:pointer}
      .order input{accent-color:var(--hp-accent);width:1.05rem;height:1.05rem;margin:0}
      .heads{display:grid;grid-template-columns:repeat(auto-fill,minmax(80px,1fr));gap:16px 14px;
        list-style:none;margin:0 0 1rem;padding:0}
      .heads li{display:grid;grid-template-columns:minmax(0,1fr) auto;align-content:start;width:100%;
        max-width:92px;font-size:12px;white-space:nowrap;line-height:1.4}
      .heads svg{grid-column:1/-1;width:100%;height:auto;aspect-ratio:1;margin-bottom:3px}
      .heads .most,.heads small{color:var(--hp-faint)}
      .heads .most{font-size:11px}
      .heads small{font-size:11px}
      .heads .v{grid-column:1/-1}
      .ramp{width:192px;height:12px;background:linear-gradient(to right,var(--c0),var(--c16),var(--c32),
        var(--c48),var(--c63))}
      @media(min-width:1180px){.heads.row{grid-template-columns:repeat(var(--n),minmax(0,92px))}}
      @supports not selector(:has(*)){.order{display:none}}
      @supports selector(:has(*)){
      .heads .v{display:none}
      .overview:has([value=model]:checked) .v.entropy{display:block}
      .overview:has([value=entropy]:checked) li{order:var(--entropy)}
      .overview:has([value=entropy]:checked) .v.entropy{display:block}
      .overview:has([value=distance]:checked) li{order:var(--distance)}
      .overview:has([value=distance]:checked) .v.distance{display:block}
      .overview:has([value=sink]:checked) li{order:var(--sink)}
      .overview:has([value=sink]:checked) .v.sink{display:block}
      .overview:has([value=diagonal]:checked) li{order:var(--diagonal)}
      .overview:has([value=diagonal]:checked) .v.diagonal{display:block}
      .overview:has([value=previous]:checked) li{order:var(--previous)}
      .overview:has([value=previous]:checked) .v.previous{display:block}
      .overview:has([value=induction]:checked) li{order:var(--induction)}
      .overview:has([value=induction]:checked) .v.induction{display:block}
      }
      footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--hp-grid);color:var(--hp-faint);
        font-size:.87rem}
      @media(prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
      @media print{
      html{font-size:11pt}
      body{max-width:none;padding:0}
      nav,.skip,.order{display:none}
      h2{break-after:avoid}
      figure,.heads li,tr{break-inside:avoid}
      .scroll{overflow:visible}
      .scroll>svg{max-width:100%;height:auto;margin-left:0}
      *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
      }
      """;

  private PageStyle() {}
}
