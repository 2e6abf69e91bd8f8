namespace Oack.Trace.Report.Html;

/// <summary>What a page needs beside its content. The script holds neither less-than sign nor ampersand, so that the page is XML too.</summary>
internal static class HtmlAssets
{
    internal const string Style = """
        :root{color-scheme:light dark;--bg:#f7f7f5;--card:#fff;--ink:#1d2126;--quiet:#68707a;--line:#e1e3e6;--good:#1a7f4b;--warning:#b26a00;--bad:#c62f3c;--plain:#5a6b80;--data:#2563c9;--ack:#1a7f4b;--pause:#f3c9a066;--hover:#eef3fb;--timers:#e09a4f;--server:#5b8def;--client:#3fa67a;--path:#a78bda}
        @media(prefers-color-scheme:dark){:root{--bg:#14171b;--card:#1c2026;--ink:#e4e7eb;--quiet:#929ba6;--line:#313840;--good:#4cc38a;--warning:#e5a63d;--bad:#ff7a80;--plain:#9fb1c7;--data:#7fb0ff;--ack:#4cc38a;--pause:#8a5a2b55;--hover:#242c38;--timers:#c98439;--server:#5b8def;--client:#3c9a71;--path:#9179c9}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        header,main{max-width:1180px;margin:0 auto;padding:0 24px}
        header{padding-top:28px}
        h1{font-size:24px;margin:0;overflow-wrap:anywhere}
        h2{font-size:18px;margin:0 0 6px;overflow-wrap:anywhere}
        h2 a{color:var(--quiet);text-decoration:none}
        h3{font-size:14px;margin:0;font-weight:600}
        small,.quiet,.sub,figcaption,.shares,dt{color:var(--quiet)}
        small{font-weight:400;font-size:13px}
        p{margin:6px 0;overflow-wrap:anywhere}
        a{color:var(--data)}
        .cards{display:flex;flex-wrap:wrap;gap:10px;margin:16px 0;padding:0;list-style:none}
        .cards li{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:8px 14px;min-width:96px}
        .cards b{display:block;font-size:20px;font-weight:650}
        .list,article{background:var(--card);border:1px solid var(--line);border-radius:10px;margin:16px 0;padding:16px 18px}
        .scroll{overflow:auto;max-height:440px}
        table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
        th{position:sticky;top:0;background:var(--card);text-align:left;color:var(--quiet);font-weight:500;padding:4px 10px 6px 0;border-bottom:1px solid var(--line);white-space:nowrap}
        .js .list th{cursor:pointer}
        td{padding:3px 10px 3px 0;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}
        td.name{white-space:normal;overflow-wrap:anywhere;min-width:160px}
        td.codes{white-space:normal;color:var(--quiet)}
        .num{text-align:right}
        .list tr.on td,.list tbody tr:hover td{background:var(--hover)}
        .good{color:var(--good);fill:var(--good)}.warning{color:var(--warning);fill:var(--warning)}.bad{color:var(--bad);fill:var(--bad)}.plain{color:var(--plain);fill:var(--plain)}
        .pill{font-size:12.5px;font-weight:600;border:1px solid;border-radius:20px;padding:1px 10px;vertical-align:2px}
        .tools{display:flex;gap:10px;margin-bottom:10px}
        body:not(.js) .tools{display:none}
        input,button{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--line);border-radius:6px;padding:4px 10px}
        input{flex:1;min-width:0}
        dl{display:flex;flex-wrap:wrap;gap:4px 22px;margin:8px 0}
        dl div{min-width:0}
        dt{font-size:12px}dd{margin:0;font-variant-numeric:tabular-nums}
        .finding{border-left:4px solid var(--plain);background:var(--bg);border-radius:0 8px 8px 0;margin:10px 0;padding:8px 14px;color:var(--ink)}
        .finding.warning{border-color:var(--warning)}.finding.error{border-color:var(--bad)}
        .finding b{color:var(--plain)}.finding.warning b{color:var(--warning)}.finding.error b{color:var(--bad)}
        .finding p{margin:3px 0}.remedy{color:var(--quiet)}
        .time{display:flex;height:12px;border-radius:6px;overflow:hidden;margin:14px 0 4px;background:var(--line)}
        .time i{display:block;height:100%}
        i.timers{background:var(--timers)}i.server{background:var(--server)}i.client{background:var(--client)}i.path{background:var(--path)}
        .key{margin-right:14px;font-size:13px;color:var(--quiet)}
        .key::before{content:"";display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px;background:var(--plain)}
        .key.timers::before{background:var(--timers)}.key.server::before{background:var(--server)}.key.client::before{background:var(--client)}.key.path::before{background:var(--path)}
        .key.data::before{background:var(--data);border-radius:50%}.key.ack::before{background:var(--ack);height:3px;vertical-align:3px}
        .key.again::before{background:none;width:6px;height:6px;border:2px solid var(--bad);border-radius:50%}.key.pause::before{background:var(--pause)}
        figure{margin:12px 0 6px}
        figcaption{font-size:13px}
        svg{display:block;width:100%;height:auto}
        svg text{font:11px system-ui,"DejaVu Sans",sans-serif;fill:var(--quiet);text-anchor:middle}
        svg text.y,svg text.unit{text-anchor:end}
        .grid{stroke:var(--line);fill:none}
        .plot .data{stroke:var(--data);stroke-width:4;stroke-linecap:round;fill:none}
        .plot .run{stroke-width:2.5}
        .plot .ack{stroke:var(--ack);stroke-width:1.3;fill:none;opacity:.85}
        .plot rect.pause{fill:var(--pause)}
        .plot .again{fill:none;stroke:var(--bad);stroke-width:1.6}
        .event path{stroke:var(--bad);stroke-dasharray:4 3;fill:none}.event text{fill:var(--bad)}
        details summary{cursor:pointer;margin-top:10px}
        .ladder td{border:0;padding:1px 12px 1px 0;text-align:right;color:var(--quiet);font-size:13px}
        .ladder th{position:static;text-align:right}
        .ladder .lane{width:100%;text-align:left;padding-right:0}
        th.lane span+span{float:right}
        td.late{color:var(--bad)}
        tr.fold td{text-align:center;font-style:italic}
        .rung{display:flex;align-items:center;gap:8px;color:var(--ink);font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:12.5px}
        .rung span{white-space:normal;overflow-wrap:anywhere}
        .rung.froms{flex-direction:row-reverse;text-align:right}
        .rung::after{content:"";flex:1;min-width:36px;height:9px;background:linear-gradient(var(--quiet),var(--quiet)) center/100% 1px no-repeat;opacity:.6;clip-path:none}
        .rung.fromc::after{border-right:0;-webkit-mask:none;background:linear-gradient(var(--quiet),var(--quiet)) left center/calc(100% - 7px) 1px no-repeat,conic-gradient(from 240deg at right center,var(--quiet) 60deg,#0000 0) right center/8px 9px no-repeat}
        .rung.froms::after{background:linear-gradient(var(--quiet),var(--quiet)) right center/calc(100% - 7px) 1px no-repeat,conic-gradient(from 60deg at left center,var(--quiet) 60deg,#0000 0) left center/8px 9px no-repeat}
        .rung.warning{color:var(--warning)}.rung.bad{color:var(--bad)}
        .js article{display:none}.js article.on,.js.all article{display:block}
        @media print{.js article{display:block}.scroll{max-height:none}}
        @media(max-width:720px){header,main{padding:0 12px}.list,article{padding:12px}}
        """;

    internal const string Script = """
        (function(){
        var body=document.body,rows=[].slice.call(document.querySelectorAll('.list tbody tr'));
        body.classList.add('js');
        function show(id){
          document.querySelectorAll('article.on,tr.on').forEach(function(e){e.classList.remove('on')});
          var article=document.getElementById(id);
          if(article){article.classList.add('on')}
          rows.forEach(function(r){if(r.dataset.to===id){r.classList.add('on')}});
          return article;
        }
        function follow(){var a=show(location.hash.slice(1));if(a){a.scrollIntoView({block:'nearest'})}}
        window.addEventListener('hashchange',follow);
        rows.forEach(function(r){r.addEventListener('click',function(){location.hash=r.dataset.to})});
        var find=document.getElementById('find');
        find.addEventListener('input',function(){
          var words=find.value.toLowerCase().split(' ');
          rows.forEach(function(r){r.hidden=!words.every(function(w){return r.textContent.toLowerCase().includes(w)})});
        });
        document.getElementById('all').addEventListener('click',function(e){
          var on=body.classList.toggle('all');e.target.textContent=on?'Show one':'Show all';
        });
        document.querySelectorAll('.list th').forEach(function(th,i){
          var up=false;
          th.addEventListener('click',function(){
            up=!up;
            rows.sort(function(a,b){
              var x=a.cells[i].dataset.v||a.cells[i].textContent,y=b.cells[i].dataset.v||b.cells[i].textContent;
              return x.localeCompare(y,undefined,{numeric:true})*(up?1:-1);
            });
            rows.forEach(function(r){r.parentNode.appendChild(r)});
          });
        });
        if(location.hash){follow()}else{var first=document.querySelector('tr.first');if(first){show(first.dataset.to)}}
        })();
        """;
}
