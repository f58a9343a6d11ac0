package io.balsa.bench.rig;

/** The report as a page that needs nothing but itself. */
final class ReportPage
{
    private static final String STYLE =
        "body{font:15px/1.5 sans-serif;color:#202124;max-width:60em;margin:2em auto;padding:0 1em}" +
        "table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:right;border-bottom:1px solid #dadce0;" +
        "white-space:pre}td:first-child,th:first-child{text-align:left}dt{font-weight:bold}svg{max-width:100%;" +
        "height:auto}";

    private ReportPage()
    {
    }

    static String html(final RigReport report, final String plot)
    {
        final StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n")
            .append("<meta charset=\"utf-8\"/>\n<title>Balsa bench</title>\n<style>").append(STYLE)
            .append("</style>\n</head>\n<body>\n<h1>Balsa bench</h1>\n<dl>\n");
        define(page, "Machine", report.machine().text());
        define(page, "Jitter", report.jitter().text());
        define(page, "Cluster", report.plan().settings());
        define(page, "Load", report.loadText());
        for (int i = 0; i < report.names().size(); i++)
        {
            define(page, report.names().get(i), report.settings().get(i));
        }
        page.append("</dl>\n").append(plot).append("<p>A cell is the median of the rounds, with the least and the ")
            .append("greatest of them. The plot is of all rounds together.</p>\n").append(Table.html(report.table()));
        if (!report.stageTable().isEmpty())
        {
            page.append("<h2>Where the time of a commit goes</h2>\n").append(Table.html(report.stageTable()));
        }
        if (report.names().size() > 1)
        {
            page.append("<h2>Ratios</h2>\n<p>Of the medians, with the least and the greatest ratio of rounds ")
                .append("that ran one after the other.</p>\n").append(Table.html(report.ratioTable()));
        }
        if (!report.limits().isEmpty())
        {
            page.append("<h2>What the machine can do at best</h2>\n").append(Table.html(Limit.table(report.limits())));
        }
        return page.append("</body>\n</html>\n").toString();
    }

    private static void define(final StringBuilder page, final String name, final String text)
    {
        page.append("<dt>").append(Markup.escape(name)).append("</dt><dd>").append(Markup.escape(text))
            .append("</dd>\n");
    }
}
