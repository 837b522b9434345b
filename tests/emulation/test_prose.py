from emulation.prose import render


def test_paragraphs_headings_and_lists_become_html():
    text = "#### I. MỤC TIÊU\n\nĐoạn một.\n\n- mục a;\n- mục b.\n\n##### 1. Kinh tế"
    assert render(text) == (
        "<h3>I. MỤC TIÊU</h3><p>Đoạn một.</p><ul><li>mục a;</li><li>mục b.</li></ul><h4>1. Kinh tế</h4>"
    )


def test_a_paragraph_broken_by_a_page_is_one_again():
    assert render("chính sách của Nhà\n\nnước về thi đua") == "<p>chính sách của Nhà nước về thi đua</p>"


def test_bold_and_italic_marks_are_set():
    assert render("**1.** theo chủ đề “*Xây dựng đô thị*”") == (
        "<p><strong>1.</strong> theo chủ đề “<em>Xây dựng đô thị</em>”</p>"
    )


def test_mark_up_in_the_text_is_shown_as_text():
    assert render("<script>*x*</script>") == "<p>&lt;script&gt;<em>x</em>&lt;/script&gt;</p>"


def test_an_empty_text_gives_nothing():
    assert render("") == ""
