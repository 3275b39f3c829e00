"""The words around a cited page, as ``key: (Chinese, English)``."""

WORDS: dict[str, tuple[str, str]] = {
    "pages.quoted": ("展开引文", "Show the passage"),
    "pages.close": ("关闭", "Close"),
    "pages.previous": ("上一页", "Previous page"),
    "pages.next": ("下一页", "Next page"),
    "pages.previous.section": ("上一节", "Previous section"),
    "pages.next.section": ("下一节", "Next section"),
    "pages.of": ("{page} / {pages}", "{page} / {pages}"),
    "pages.back": ("回到引文", "Back to the passage"),
    "pages.zoom.in": ("放大", "Zoom in"),
    "pages.zoom.out": ("缩小", "Zoom out"),
    "pages.zoom.fit": ("适合窗口", "Fit"),
    "pages.view": ("页面内容", "The page"),
    "pages.picture": ("{title} {where} 的页面图片", "Picture of {title}, {where}"),
    "pages.marked": ("页面上标出了引用的原文：{text}", "The cited passage is marked on the page: {text}"),
    "pages.loading": ("正在打开……", "Opening..."),
    "pages.drawing": ("正在绘制这一页……", "Drawing the page..."),
    "pages.retry": ("重试", "Try again"),
    "pages.legend.sentence": ("答案依据的句子", "What the answer rests on"),
    "pages.legend.passage": ("所在段落", "The passage around it"),
    "pages.notice.changed": (
        "原文可能已更新：这里没有找到引用的句子",
        "The source may have changed: the cited words were not found here",
    ),
    "pages.notice.gone": (
        "这份资料已不在库中，以下是当时引用的原文",
        "This source is no longer in the library; this is the passage as it was cited",
    ),
    "pages.notice.undrawable": (
        "这一页画不出来，以下是引用的原文",
        "This page cannot be drawn; this is the passage as it was cited",
    ),
    "pages.notice.cropped": (
        "这一节很长，只显示引文前后的部分",
        "A long section: only what stands around the passage is shown",
    ),
    "pages.error.login_required": ("登录已过期，请重新登录。", "Your session has ended; please log in again."),
    "pages.error.not_found": (
        "没有这条引用，或它所在的对话已删除。",
        "There is no such citation, or its conversation was deleted.",
    ),
    "pages.error.no_source": ("没有这份资料，或你不能查看它。", "There is no such source, or you may not see it."),
    "pages.error.no_page": ("这份资料没有这一页。", "This source has no such page."),
    "pages.error.forbidden": (
        "你现在不能查看这份资料所在的资料库。",
        "You may no longer see the collection of this source.",
    ),
    "pages.error.closed": (
        "限时测验进行中，交卷之后可以查看原文。",
        "A timed quiz is running; sources open again as soon as you hand in.",
    ),
    "pages.error.busy": (
        "同时打开的页面太多，请稍后重试。",
        "Too many pages are being opened; please try again in a moment.",
    ),
    "pages.error.undrawable": (
        "这一页画不出来：文件损坏，或这一页过于复杂。",
        "This page cannot be drawn: the file is damaged or the page too complex.",
    ),
    "pages.error.invalid": ("这个地址不完整或有误。", "This address is incomplete or wrong."),
    "pages.error.offline": (
        "连不上服务器，请检查网络后重试。",
        "The server cannot be reached; check the network and try again.",
    ),
}
